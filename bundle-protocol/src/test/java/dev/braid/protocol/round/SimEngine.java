package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswer;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswer;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.round.PlannerEvent.SliceFailure;
import dev.braid.protocol.round.PlannerEvent.TransactionOutcome;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model of a rollup with its client: keeps the client's promises of the SPI, executes slices by
 * their {@link SimBundle.Behaviour}, shows candidates as head or hides them.
 */
final class SimEngine {
  record Block(BlockRef ref, BlockHash parent, List<SimBundle> bundles) {
    Block {
      bundles = List.copyOf(bundles);
    }
  }

  /** Of the SPI; no more than these are dropped by themselves. */
  static final int MAX_UNDECIDED = 4;

  final RollupTraits traits;

  /** Refuses lists as a whole, without a word about which transaction is bad. */
  final boolean isSilent;

  /** Slices that one block holds. */
  final int capacity;

  /** Canonical blocks, genesis first. */
  final List<Block> blocks = new ArrayList<>();

  /** Numbers of blocks made head by adopt; the others are candidates that are shown. */
  int adoptedBlocks = 1;

  /** Counts what happened to the blocks, so that nobody need look when nothing did. */
  long changes;

  private @Nullable State state;
  private @Nullable Block stateBlock;

  /** The hidden candidate of an engine that hides them, or what it showed last. */
  @Nullable Block candidate;

  SimEngine(RollupTraits traits, boolean isSilent, int capacity) {
    this.traits = traits;
    this.isSilent = isSilent;
    this.capacity = capacity;
    restartEmpty();
  }

  ChainId chainId() {
    return traits.chainId();
  }

  Block head() {
    return blocks.get(blocks.size() - 1);
  }

  void restartEmpty() {
    changes++;
    BlockRef genesis = Fixtures.genesis(chainId());
    blocks.clear();
    blocks.add(new Block(genesis, genesis.hash(), List.of()));
    adoptedBlocks = 1;
    candidate = null;
  }

  /** As after a power failure: the newest blocks are gone. */
  void forgetBlocks(int count) {
    changes++;
    for (int i = 0; i < count && blocks.size() > 1; i++) {
      blocks.remove(blocks.size() - 1);
    }
    adoptedBlocks = Math.min(adoptedBlocks, blocks.size());
  }

  /** A late request of a deposed leader mines: on the head, whatever that is. */
  void mineLate(long timestampSeconds) {
    if (traits.showsCandidates() && blocks.size() - adoptedBlocks < MAX_UNDECIDED) {
      changes++;
      blocks.add(block(head().ref(), timestampSeconds, List.of()));
    }
  }

  PrepareAnswer prepare(BlockRef parent, long timestampSeconds, List<SimBundle> bundles) {
    dropShownCandidate(parent);
    if (!head().ref().equals(parent)) {
      return new PrepareAnswer.OtherHead(head().ref());
    }
    State before = new State(atHead());
    List<SliceFailure> refused = new ArrayList<>();
    List<List<TransactionOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < bundles.size(); i++) {
      Reason why = before.refuses(bundles.get(i));
      if (why != null) {
        refused.add(new SliceFailure(i, why));
      } else {
        outcomes.add(before.execute(bundles.get(i)));
      }
    }
    if (!refused.isEmpty()) {
      return isSilent ? new PrepareAnswer.RefusedAsWhole("no") : new PrepareAnswer.Refused(refused);
    }
    if (bundles.size() > capacity) {
      return new PrepareAnswer.Full(capacity);
    }
    Block block = block(parent, timestampSeconds, bundles);
    candidate = block;
    if (traits.showsCandidates()) {
      blocks.add(block);
    }
    return new PrepareAnswer.Candidate(
        Fixtures.header(parent, timestampSeconds),
        block.ref().hash(),
        List.of(),
        List.of(),
        List.of(),
        outcomes);
  }

  Block block(BlockRef parent, long timestampSeconds, List<SimBundle> bundles) {
    BlockHash hash =
        new BlockHash(
            Fixtures.digest(
                chainId() + " " + parent.hash() + " " + timestampSeconds + " " + bundles));
    return new Block(
        new BlockRef(parent.number() + 1, hash, timestampSeconds), parent.hash(), bundles);
  }

  AdoptAnswer adopt(Block block) {
    changes++;
    int number = (int) block.ref().number();
    if (blocks.size() > number && blocks.get(number).equals(block)) {
      adoptedBlocks = Math.max(adoptedBlocks, number + 1);
      return new AdoptAnswer.Adopted();
    }
    // Siblings that were candidates of ours, or late blocks: the decided one takes their place.
    while (blocks.size() > number && blocks.size() > adoptedBlocks) {
      blocks.remove(blocks.size() - 1);
    }
    if (blocks.size() == number
        && blocks.size() > adoptedBlocks
        && !head().ref().hash().equals(block.parent())) {
      blocks.remove(blocks.size() - 1);
    }
    if (blocks.size() < number) {
      return new AdoptAnswer.ParentMissing(head().ref());
    }
    if (blocks.size() > number || !head().ref().hash().equals(block.parent())) {
      return new AdoptAnswer.Diverged(head().ref(), "another block");
    }
    blocks.add(block);
    adoptedBlocks = number + 1;
    return new AdoptAnswer.Adopted();
  }

  DiscardAnswer discard(BlockRef parent) {
    changes++;
    int above = blocks.size() - 1 - (int) parent.number();
    if (traits.showsCandidates() && above > 0 && blocks.size() - above >= adoptedBlocks) {
      blocks.subList(blocks.size() - above, blocks.size()).clear();
    }
    return head().ref().equals(parent)
        ? new DiscardAnswer.Discarded()
        : new DiscardAnswer.OtherHead(head().ref());
  }

  /** Drops the head if it is a child of {@code parent} that nobody made head by adopting it. */
  private void dropShownCandidate(BlockRef parent) {
    changes++;
    if (traits.showsCandidates()
        && head().parent().equals(parent.hash())
        && blocks.size() > adoptedBlocks) {
      blocks.remove(blocks.size() - 1);
    }
  }

  /**
   * The state at the head; kept between calls, for replaying everything each time takes too long.
   */
  private State atHead() {
    int last = blocks.size() - 1;
    if (state == null
        || stateBlock == null
        || last < 1
        || !blocks.get(last - 1).equals(stateBlock)) {
      if (state == null || !head().equals(stateBlock)) {
        state = new State(null);
        for (Block block : blocks) {
          block.bundles().forEach(state::execute);
        }
      }
    } else {
      head().bundles().forEach(state::execute);
    }
    stateBlock = head();
    return state;
  }

  /** What a block under construction has seen so far. */
  private final class State {
    private final Set<Integer> present = new HashSet<>();
    private final Map<Address, Long> nonces = new HashMap<>();
    private final @Nullable State below;

    State(@Nullable State below) {
      this.below = below;
    }

    private boolean isPresent(int bundle) {
      return present.contains(bundle) || (below != null && below.isPresent(bundle));
    }

    private long nonce(Address sender) {
      Long own = nonces.get(sender);
      return own != null ? own : below == null ? 0 : below.nonce(sender);
    }

    @Nullable Reason refuses(SimBundle bundle) {
      SliceFootprint slice = slice(bundle);
      if (bundle.on(chainId()) instanceof SimBundle.Refused) {
        return Fixtures.reason(
            ReasonCode.INVALID, chainId(), slice.transactions().get(0).hash(), 0);
      }
      if (bundle.on(chainId()) instanceof SimBundle.Underpriced) {
        return Fixtures.reason(
            ReasonCode.FEE_TOO_LOW, chainId(), slice.transactions().get(0).hash(), 0);
      }
      Map<Address, Long> own = new HashMap<>();
      for (int i = 0; i < slice.transactions().size(); i++) {
        TransactionFootprint transaction = slice.transactions().get(i);
        long expected = own.getOrDefault(transaction.sender(), nonce(transaction.sender()));
        if (transaction.nonce() != expected) {
          return Fixtures.reason(
              transaction.nonce() < expected ? ReasonCode.NONCE_TOO_LOW : ReasonCode.NONCE_TOO_HIGH,
              chainId(),
              transaction.hash(),
              i);
        }
        own.put(transaction.sender(), expected + 1);
      }
      return null;
    }

    List<TransactionOutcome> execute(SimBundle bundle) {
      boolean succeeds =
          switch (bundle.on(chainId())) {
            case SimBundle.Succeeds ok -> true;
            case SimBundle.Reverts no -> false;
            case SimBundle.Refused no -> false;
            case SimBundle.Underpriced no -> false;
            case SimBundle.Needs(int other) -> isPresent(other);
            case SimBundle.BreaksAfter(int other) -> !isPresent(other);
          };
      List<TransactionOutcome> outcomes = new ArrayList<>();
      for (TransactionFootprint transaction : slice(bundle).transactions()) {
        nonces.put(transaction.sender(), transaction.nonce() + 1);
        outcomes.add(new TransactionOutcome(succeeds, 21_000, BigInteger.ONE, null));
      }
      if (succeeds) {
        present.add(bundle.index());
      }
      return outcomes;
    }

    private SliceFootprint slice(SimBundle bundle) {
      SliceFootprint slice = bundle.footprint().slice(chainId());
      if (slice == null) {
        throw new AssertionError(bundle + " has no slice for " + chainId());
      }
      return slice;
    }
  }
}
