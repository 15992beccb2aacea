package dev.braid.coordinator.log;

import static dev.braid.coordinator.log.SoloNode.await;
import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoloLogTest {
  private static final long START_MILLIS = 1_800_000_000_000L;

  @TempDir Path directory;
  private SoloNodeLog node;
  private final List<CertifiedBatch> certified = new ArrayList<>();

  @BeforeEach
  void open() {
    node = SoloNode.openLog(directory, SoloNode.MEMBER);
    node.ledger().addListener(certified::add);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private SealedBatch genesis() {
    var genesis = SoloNode.genesis(3);
    return sealed(
        State.empty(),
        1,
        new Entry.NetworkStarted(genesis.parameters(), genesis.salt()),
        new Entry.LeaderClaimed(Accounts.CURVE.address(SoloNode.MEMBER)));
  }

  private static SealedBatch sealed(State after, long term, Entry... entries) {
    return SealedBatch.seal(
        after.networkId(),
        new Batch(
            after.height() + 1, after.headHash(), term, START_MILLIS, Arrays.asList(entries)));
  }

  private CompletionStage<AppendOutcome> append(SealedBatch batch) {
    return node.log().append(TakenBatch.of(batch, null));
  }

  @Test
  void takesNothingBeforeATakeOver() {
    assertThat(node.log().role()).isEqualTo(ReplicatedLog.Role.FOLLOWER);
    assertThat(await(append(genesis()))).isEqualTo(new AppendOutcome.StaleTerm(0));
    assertThat(certified).isEmpty();
  }

  @Test
  void raisesTheTermDurablyWithEachTakeOver() {
    assertThat(await(node.log().takeOver())).isEqualTo(new LogHead(1, -1, LogHead.EMPTY.hash()));
    assertThat(node.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
    assertThat(await(node.log().takeOver()).term()).isEqualTo(2);
    node.close();
    open();
    assertThat(node.log().head().term()).isEqualTo(2);
    assertThat(node.log().role()).isEqualTo(ReplicatedLog.Role.FOLLOWER);
    assertThat(await(node.log().takeOver()).term()).isEqualTo(3);
  }

  @Test
  void answersEachAppendByTheRuleO1O2() {
    await(node.log().takeOver());
    SealedBatch first = genesis();
    assertThat(await(append(first))).isEqualTo(new AppendOutcome.Applied());
    assertThat(await(append(first))).isEqualTo(new AppendOutcome.AlreadyApplied());
    State state = node.ledger().state();
    SealedBatch gap =
        new SealedBatch(
            5, state.headHash(), 1, new BatchHash(Bytes32.ZERO), sealed(state, 1).batch());
    assertThat(await(append(gap)))
        .isEqualTo(new AppendOutcome.NotNext(new LogHead(1, 0, first.hash())));
    await(node.log().takeOver());
    assertThat(await(append(sealed(state, 1, transfers(0, 901)))))
        .as("the term before")
        .isEqualTo(new AppendOutcome.StaleTerm(2));
    assertThat(certified).hasSize(1);
  }

  @Test
  void keepsABatchThatBreaksARuleAsVoidAndGoesOn() {
    await(node.log().takeOver());
    await(append(genesis()));
    State before = node.ledger().state();
    Entry.BundleSequenced good = transfers(0, 901);
    Entry.BundleSequenced foreign = transfers(0, 999);
    SealedBatch broken = sealed(before, 1, good, foreign);
    assertThat(await(append(broken))).isEqualTo(new AppendOutcome.Applied());

    CertifiedBatch told = certified.getLast();
    assertThat(Objects.requireNonNull(told.violation()).rule())
        .isEqualTo(Violation.Rule.UNKNOWN_ROLLUP);
    assertThat(told.events()).isEmpty();
    assertThat(told.certificate().isVoid()).isTrue();
    assertThat(node.ledger().bundle(good.id())).as("counts as never sequenced").isNull();
    assertThat(node.ledger().state().headHash()).isEqualTo(broken.hash());

    SealedBatch next = sealed(node.ledger().state(), 1, good);
    assertThat(await(append(next))).isEqualTo(new AppendOutcome.Applied());
    assertThat(node.ledger().bundle(good.id())).isNotNull();
    State after = node.ledger().state();
    node.close();
    open();
    assertThat(node.ledger().state()).isEqualTo(after);
    node.close();
    assertThat(LogVerification.run(directory, Accounts.CURVE, height -> {}))
        .isInstanceOfSatisfying(
            LogVerification.Result.Sound.class,
            sound -> {
              assertThat(sound.voids()).isEqualTo(1);
              assertThat(sound.bundles()).isEqualTo(1);
            });
  }

  @Test
  void makesABatchVoidWhoseBytesDoNotHashToWhatTheAppendClaimed() {
    await(node.log().takeOver());
    await(append(genesis()));
    State state = node.ledger().state();
    SealedBatch honest = sealed(state, 1, transfers(0, 901));
    SealedBatch lying =
        new SealedBatch(
            honest.height(),
            honest.previousHash(),
            1,
            new BatchHash(Bytes32.fromHex("0x" + "77".repeat(32))),
            honest.batch());
    await(append(lying));
    assertThat(Objects.requireNonNull(certified.getLast().violation()).rule())
        .isEqualTo(Violation.Rule.HASH_MISMATCH);
    assertThat(node.ledger().state().headHash()).isEqualTo(lying.hash());
  }

  @Test
  void takesSeveralInFlightInOrderAndTellsOfThemInOrder() {
    await(node.log().takeOver());
    await(append(genesis()));
    State state = node.ledger().state();
    List<CompletionStage<AppendOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      var draft = SoloNode.RULES.open(state, 1, START_MILLIS + i, (id, height) -> false);
      assertThat(draft.add(transfers(i, 901))).isNull();
      var sealed = draft.seal();
      outcomes.add(append(sealed.batch()));
      state = sealed.applied().state();
    }
    outcomes.forEach(outcome -> assertThat(await(outcome)).isEqualTo(new AppendOutcome.Applied()));
    assertThat(certified.stream().map(CertifiedBatch::height).toList())
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(41);
    assertThat(node.ledger().state()).isEqualTo(state);
  }

  @Test
  void takesNothingOnceClosed() {
    await(node.log().takeOver());
    node.close();
    assertThat(node.log().role()).isEqualTo(ReplicatedLog.Role.STOPPED);
    assertThat(await(append(genesis()))).isInstanceOf(AppendOutcome.Unavailable.class);
    assertThat(node.log().takeOver().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void stopsForGoodWhenAWriteFails() {
    List<Throwable> failures = new ArrayList<>();
    TakenBatches full =
        (batches, head) -> {
          throw new IllegalStateException("no space left");
        };
    node.close();
    try (var store = BatchStore.open(directory);
        SoloLog log =
            new SoloLog(
                Accounts.CURVE.address(SoloNode.MEMBER),
                store,
                store.appendRule(),
                full,
                failures::add)) {
      await(log.takeOver());
      SealedBatch first = genesis();
      TakenBatch batch = TakenBatch.of(first, null);
      assertThat(await(log.append(batch)))
          .isEqualTo(new AppendOutcome.MayHaveHappened("no space left"));
      assertThat(await(log.append(batch))).isInstanceOf(AppendOutcome.Unavailable.class);
      assertThat(log.role()).isEqualTo(ReplicatedLog.Role.STOPPED);
    }
    assertThat(failures).hasSize(1);
  }
}
