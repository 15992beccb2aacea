package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.BlockFormat;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.contract.TestTransactions.Draft;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RpcResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a fresh rollup, a client, and words for a test's story. */
public abstract class RollupClientContract {
  static final Duration BUDGET = Duration.ofSeconds(5);

  /** A coordinator whose log holds every transaction. */
  static final Predicate<TransactionHash> IN_LOG = hash -> true;

  private @Nullable TestRollup startedRollup;
  private @Nullable RollupClient startedClient;

  /** A fresh rollup at its genesis. */
  protected abstract TestRollup start();

  @BeforeEach
  final void startRollup() {
    startedRollup = start();
    startedClient = rollup().newClient();
  }

  @AfterEach
  final void stopRollup() {
    client().close();
    rollup().close();
  }

  protected final TestRollup rollup() {
    if (startedRollup == null) {
      throw new IllegalStateException("not started");
    }
    return startedRollup;
  }

  protected final RollupClient client() {
    if (startedClient == null) {
      throw new IllegalStateException("not started");
    }
    return startedClient;
  }

  /** As a coordinator that was started again would see the rollup. */
  protected final void replaceClient() {
    client().close();
    startedClient = rollup().newClient();
  }

  protected final Address address(int key) {
    return TestTransactions.CURVE.address(rollup().key(key));
  }

  protected final Draft transfer(long nonce) {
    return TestTransactions.transfer(rollup().chainId(), nonce);
  }

  protected final RawTransaction transfer(int key, long nonce) {
    return transfer(nonce).sign(rollup().key(key));
  }

  protected final BlockRef head() {
    return answer(client().head());
  }

  protected static PrepareRequest request(BlockRef parent, List<List<RawTransaction>> slices) {
    return new PrepareRequest(parent, parent.timestampSeconds() + 1, slices, BUDGET);
  }

  protected final PrepareOutcome prepare(BlockRef parent, List<List<RawTransaction>> slices) {
    return await(client().prepare(request(parent, slices)));
  }

  protected final Candidate candidate(BlockRef parent, List<List<RawTransaction>> slices) {
    PrepareOutcome outcome = prepare(parent, slices);
    assertThat(outcome).isInstanceOf(Candidate.class);
    Candidate candidate = (Candidate) outcome;
    assertThat(headerFault(candidate, slices))
        .as("what members check before they sign (D4)")
        .isNull();
    return candidate;
  }

  private @Nullable String headerFault(Candidate candidate, List<List<RawTransaction>> slices) {
    List<Bytes> raw = new ArrayList<>(candidate.systemTransactions());
    slices.forEach(slice -> slice.forEach(transaction -> raw.add(transaction.raw())));
    BlockFormat format = present(BlockFormat.named(answer(client().info()).blockFormat()));
    return format.check(
        candidate.header(),
        candidate.hash(),
        raw,
        candidate.withdrawals(),
        candidate.executionRequests());
  }

  /** Prepares and adopts a block, as a round without trouble does. */
  protected final DecidedBlock extend(BlockRef parent, List<List<RawTransaction>> slices) {
    DecidedBlock block = decided(candidate(parent, slices), slices);
    assertThat(adopt(block)).isEqualTo(new AdoptOutcome.Adopted());
    return block;
  }

  protected final DecidedBlock decided(Candidate candidate, List<List<RawTransaction>> slices) {
    return new DecidedBlock(
        rollup().chainId(),
        candidate.header(),
        candidate.hash(),
        candidate.systemTransactions(),
        slices.stream().flatMap(List::stream).toList(),
        candidate.withdrawals(),
        candidate.executionRequests());
  }

  protected static BlockRef ref(Candidate candidate) {
    return new BlockRef(
        candidate.header().number(), candidate.hash(), candidate.header().timestampSeconds());
  }

  protected static BlockRef ref(DecidedBlock block) {
    return new BlockRef(block.header().number(), block.hash(), block.header().timestampSeconds());
  }

  protected final AdoptOutcome adopt(DecidedBlock block) {
    return await(client().adopt(block));
  }

  /** Discards as a coordinator whose log holds no transaction. */
  protected final DiscardOutcome discard(BlockRef parent) {
    return await(client().discard(parent, hash -> false));
  }

  final DiscardOutcome discardOurs(BlockRef parent) {
    return await(client().discard(parent, IN_LOG, RollupClient.MAX_UNDECIDED));
  }

  final AdoptOutcome adoptOver(DecidedBlock block) {
    return await(client().adopt(block, IN_LOG));
  }

  protected final List<List<RawTransaction>> slice(int key, long nonce) {
    return List.of(List.of(transfer(key, nonce)));
  }

  protected static <T> T answer(CompletionStage<RpcResult<T>> stage) {
    RpcResult<T> result = await(stage);
    if (result instanceof RpcResult.Answer<T>(T value)) {
      return value;
    }
    throw new AssertionError("no answer: " + result);
  }

  protected static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("nothing there");
    }
    return value;
  }

  protected static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a stage neither completed nor timed out", e);
    }
  }
}
