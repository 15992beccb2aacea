package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One log in memory, kept by the rules that members apply, certified at once; members look at it
 * from seats of their own and may believe to lead when they do not.
 */
final class SharedLog {
  private final Log rules;
  private final List<Seat> seats = new ArrayList<>();
  private final Map<ChainId, TreeMap<Long, DecidedBlock>> decided = new HashMap<>();
  private final Map<Position, Bundle> bundles = new HashMap<>();
  private final Map<BundleId, BundleState> finished = new HashMap<>();
  private final Set<TransactionHash> transactions = new HashSet<>();
  private final Set<BundleId> ids = new HashSet<>();
  private volatile State state = State.empty();
  private long term = 1;

  SharedLog(Secp256k1 curve) {
    this.rules = new Log(curve);
  }

  /** A member of the log, with its driver. */
  final class Seat implements RoundsLog {
    private final MemberSigner signer;
    private volatile long leadsIn;
    // Not -1: it has not heard that another leads.
    private volatile long believesIn = -1;
    private @Nullable RoundsDriver driver;

    private Seat(MemberSigner signer) {
      this.signer = signer;
    }

    void drive(RoundsDriver rounds) {
      driver = rounds;
    }

    Proposer proposer() {
      return (entry, proposedIn) -> CompletableFuture.completedFuture(propose(entry, proposedIn));
    }

    @Override
    public boolean leads(long asked) {
      return asked == leadsIn || asked == believesIn;
    }

    @Override
    public Address leader() {
      return state.leader();
    }

    @Override
    public State state() {
      return state;
    }

    @Override
    public @Nullable DecidedBlock decidedBlock(ChainId chainId, long number) {
      return SharedLog.this.decidedBlock(chainId, number);
    }

    @Override
    public @Nullable BundleRecord bundle(BundleId id) {
      return null;
    }

    @Override
    public Set<TransactionHash> transactionsSince(long timeMillis) {
      synchronized (SharedLog.this) {
        return Set.copyOf(transactions);
      }
    }

    /** It hears at last that another leads. */
    void learns() {
      believesIn = -1;
      if (driver != null) {
        driver.lost("another member leads");
      }
    }
  }

  Seat seat(MemberSigner signer) {
    Seat seat = new Seat(signer);
    seats.add(seat);
    return seat;
  }

  /** Begins the network, with these rollups, under the first seat. */
  synchronized void begin(List<RollupDefinition> rollups) {
    List<Address> members = seats.stream().map(seat -> seat.signer.member()).sorted().toList();
    NetworkParameters parameters =
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            State.empty().parameters().limits(),
            NetworkParameters.Quorum.MAJORITY,
            members,
            List.of());
    taken(
        append(
            new Entry.NetworkStarted(parameters, Bytes32.ZERO),
            new Entry.LeaderClaimed(members.get(0))));
    for (RollupDefinition rollup : rollups) {
      Entry.RollupChanged unsigned =
          new Entry.RollupChanged(
              rollup.chainId(), Entry.RollupChanged.Change.JOINED, rollup, "test", null, List.of());
      taken(
          append(
              new Entry.RollupChanged(
                  rollup.chainId(),
                  unsigned.change(),
                  rollup,
                  "test",
                  null,
                  seats.stream()
                      .map(seat -> seat.signer.sign(state, unsigned))
                      .sorted(Comparator.comparing(MemberSignature::member))
                      .toList())));
    }
  }

  private static void taken(AppendAnswer answer) {
    if (!(answer instanceof AppendAnswer.Applied)) {
      throw new AssertionError(answer);
    }
  }

  /**
   * A take-over, with its certified claim.
   *
   * @param oldBelieves whether the one before goes on as if it led, until it {@link Seat#learns}
   */
  synchronized void takeOver(Seat next, boolean oldBelieves) {
    for (Seat seat : seats) {
      if (seat.leadsIn != 0 && oldBelieves) {
        seat.believesIn = seat.leadsIn;
      }
      seat.leadsIn = 0;
    }
    term++;
    taken(append(new Entry.LeaderClaimed(next.signer.member())));
    next.leadsIn = term;
    if (next.driver != null) {
      next.driver.gained(state);
    }
  }

  synchronized BundleId sequence(Bundle bundle) {
    BundleId id = BundleDigest.id(bundle);
    taken(append(new Entry.BundleSequenced(id, bundle, new Authorization.Anonymous(), false)));
    return id;
  }

  private synchronized AppendAnswer propose(Entry entry, long proposedIn) {
    return proposedIn == term ? append(entry) : new AppendAnswer.NotLeader();
  }

  private AppendAnswer append(Entry... entries) {
    State before = state;
    BatchDraft draft =
        rules.open(
            before,
            term,
            Math.max(System.currentTimeMillis(), before.timeMillis()),
            (id, height) -> ids.contains(id));
    for (Entry entry : entries) {
      Violation violation = draft.add(entry);
      if (violation != null) {
        return new AppendAnswer.Refused(violation.toString());
      }
    }
    var applied = draft.seal().applied();
    applied.events().forEach(this::note);
    state = applied.state();
    for (Seat seat : seats) {
      if (seat.driver != null) {
        seat.driver.advanced(state.height(), applied.events());
      }
    }
    return new AppendAnswer.Applied(new Position(state.height(), 0));
  }

  private void note(LogEvent event) {
    switch (event) {
      case LogEvent.Sequenced(Position cursor, Entry.BundleSequenced entry, long d, var level) -> {
        ids.add(entry.id());
        bundles.put(cursor, entry.bundle());
        entry.bundle().slices().forEach(slice -> transactions.addAll(slice.transactionHashes()));
      }
      case LogEvent.RoundDecided round ->
          round.entry().rollups().forEach(rollup -> decided(rollup));
      case LogEvent.Finished end -> finished.put(end.id(), end.state());
      default -> {}
    }
  }

  private void decided(Entry.RollupDecision rollup) {
    List<RawTransaction> content = new ArrayList<>();
    for (Position reference : rollup.references()) {
      Bundle bundle = bundles.get(reference);
      Slice slice = bundle == null ? null : bundle.slice(rollup.chainId());
      if (slice == null) {
        throw new AssertionError("no slice at " + reference);
      }
      content.addAll(slice.transactions());
    }
    decided
        .computeIfAbsent(rollup.chainId(), chain -> new TreeMap<>())
        .put(
            rollup.header().number(),
            new DecidedBlock(
                rollup.chainId(),
                rollup.header(),
                rollup.blockHash(),
                rollup.systemTransactions(),
                content,
                rollup.withdrawals(),
                rollup.executionRequests()));
  }

  synchronized @Nullable DecidedBlock decidedBlock(ChainId chainId, long number) {
    TreeMap<Long, DecidedBlock> blocks = decided.get(chainId);
    return blocks == null ? null : blocks.get(number);
  }

  synchronized List<DecidedBlock> decidedBlocks(ChainId chainId) {
    TreeMap<Long, DecidedBlock> blocks = decided.get(chainId);
    return blocks == null ? List.of() : List.copyOf(blocks.values());
  }

  synchronized Map<BundleId, BundleState> finished() {
    return Map.copyOf(finished);
  }

  /** No more than so many wait for a round, and every decided block is seen as adopted. */
  boolean isQuiet(int waiting) {
    State now = state;
    return now.pending().size() <= waiting && now.inDoubt().isEmpty();
  }
}
