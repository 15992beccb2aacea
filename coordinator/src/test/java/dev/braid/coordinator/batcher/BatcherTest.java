package dev.braid.coordinator.batcher;

import static dev.braid.coordinator.batcher.Requests.propose;
import static dev.braid.coordinator.batcher.Requests.submit;
import static dev.braid.coordinator.log.SoloNode.await;
import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.UnsignedTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatcherTest {
  private static final long START_MILLIS = 1_800_000_000_000L;

  @TempDir Path directory;
  private final ManualLoop loop = new ManualLoop();
  private final AtomicLong clock = new AtomicLong(START_MILLIS);

  private SoloNode start(BatcherOptions options) {
    return SoloNode.start(directory, options, clock::get);
  }

  private static Batch batch(SoloNode node, long height) {
    var row = Objects.requireNonNull(node.ledger().batch(height));
    assertThat(row.stored().header().isVoid()).isFalse();
    return Objects.requireNonNull(row.batch());
  }

  @Test
  void beginsAnEmptyLogWithItsParametersAndItsClaim() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      assertThat(batch(node, 0).entries())
          .hasSize(2)
          .first()
          .isInstanceOf(Entry.NetworkStarted.class);
      assertThat(node.ledger().state().term()).isEqualTo(1);
    }
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      assertThat(batch(node, 1).entries()).hasOnlyElementsOfType(Entry.LeaderClaimed.class);
      assertThat(node.ledger().state().term()).isEqualTo(2);
    }
  }

  @Test
  void answersOnlyWhenTheBatchIsStoredAndCertifiedD1() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      Entry.BundleSequenced bundle = transfers(0, 901, 902);
      CompletableFuture<Boolean> certified =
          submit(node.batcher(), bundle)
              .thenApply(
                  reply -> {
                    long height = reply.getAccepted().getCursor().getHeight();
                    return node.ledger().batch(height) != null
                        && node.ledger().bundle(bundle.id()) != null
                        && node.ledger().state().pending(bundle.id()) != null;
                  });
      assertThat(await(certified)).isTrue();
    }
  }

  @Test
  void givesABundleOnePositionHoweverOftenItIsSentO2() {
    Entry.BundleSequenced bundle = transfers(0, 901);
    Position position;
    try (SoloNode node = start(BatcherOptions.DEFAULT.withAppendsInFlight(4))) {
      List<CompletableFuture<SubmitReply>> replies = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        replies.add(submit(node.batcher(), bundle));
        replies.add(submit(node.batcher(), transfers(i + 1, 901)));
      }
      position = ValueCodec.position(await(replies.get(0)).getAccepted().getCursor());
      for (int i = 0; i < replies.size(); i += 2) {
        assertThat(ValueCodec.position(await(replies.get(i)).getAccepted().getCursor()))
            .isEqualTo(position);
      }
      replies.forEach(reply -> assertThat(await(reply).hasAccepted()).isTrue());
      assertThat(node.ledger().state().pending()).hasSize(51);
    }
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      SubmitReply again = await(submit(node.batcher(), bundle));
      assertThat(ValueCodec.position(again.getAccepted().getCursor())).isEqualTo(position);
    }
  }

  @Test
  void takesOutOnlyTheBundlesThatBreakARule() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      Bundle late = withDeadline(transfers(0, 901).bundle(), START_MILLIS / 1000 - 1);
      List<CompletableFuture<SubmitReply>> good = new ArrayList<>();
      List<CompletableFuture<SubmitReply>> bad = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        good.add(submit(node.batcher(), transfers(i, 901)));
        bad.add(submit(node.batcher(), SoloNode.anonymous(late)));
        bad.add(submit(node.batcher(), transfers(i, 999)));
      }
      good.forEach(reply -> assertThat(await(reply).hasAccepted()).isTrue());
      assertThat(await(bad.get(0)).getRefused().getReason()).isEqualTo("DEADLINE_PASSED");
      assertThat(await(bad.get(0)).getRefused().getField()).isEqualTo("maxTimestamp");
      assertThat(await(bad.get(1)).getRefused().getReason()).isEqualTo("UNKNOWN_CHAIN");
      bad.forEach(reply -> assertThat(await(reply).hasRefused()).isTrue());
      for (long height = 0; height <= node.ledger().certifiedHeight(); height++) {
        batch(node, height);
      }
      assertThat(node.batcher().requests()).isZero();
      assertThat(node.batcher().requestBytes()).isZero();
    }
  }

  /** A round may hold the older one: only the rounds propose what ends it. */
  @Test
  void leavesAReplacementToTheRounds() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      SubmitReply first = await(submit(node.batcher(), ordinary(2)));
      assertThat(first.hasAccepted()).isTrue();
      SubmitReply cheap = await(submit(node.batcher(), ordinary(2, 1_050_000_000L)));
      assertThat(cheap.getRefused().getReason()).isEqualTo("ORDINARY_UNDERPRICED");
      Entry.BundleSequenced newer = ordinary(4);
      SubmitReply reply = await(submit(node.batcher(), newer));
      assertThat(reply.getReplaces().getCursor()).isEqualTo(first.getAccepted().getCursor());
      assertThat(node.ledger().bundle(newer.id())).isNull();
      ProposeReply proposed = await(propose(node.batcher(), newer, node.ledger().state().term()));
      assertThat(proposed.hasApplied()).isTrue();
      assertThat(node.ledger().state().pending()).hasSize(1);
    }
  }

  private static Entry.BundleSequenced ordinary(long gwei) {
    return ordinary(gwei, gwei * 500_000_000L);
  }

  private static Entry.BundleSequenced ordinary(long gwei, long priority) {
    RawTransaction raw =
        new UnsignedTransaction(
                2,
                new ChainId(901),
                0,
                21_000,
                BigInteger.valueOf(gwei * 1_000_000_000L),
                BigInteger.valueOf(priority),
                Accounts.ALICE.address(),
                BigInteger.ONE,
                Bytes.EMPTY,
                List.of())
            .sign(Accounts.CURVE, Accounts.ALICE.key());
    Bundle bundle =
        new Bundle(
            List.of(new Slice(new ChainId(901), List.of(raw), List.of(raw.hash()), 0, 0)),
            0,
            0,
            Level.EXECUTION,
            false,
            "",
            0,
            Address.ZERO);
    return new Entry.BundleSequenced(
        BundleDigest.id(bundle), bundle, new Authorization.Anonymous(), true);
  }

  private static Bundle withDeadline(Bundle bundle, long seconds) {
    return new Bundle(
        bundle.slices(), 0, seconds, bundle.minimumLevel(), false, "", 0, bundle.submitter());
  }

  @Test
  void refusesWhatItsQueueCannotHoldAndSaysWhenToComeBack() {
    Batcher batcher = onManualLoop(BatcherOptions.DEFAULT.withMaxRequests(3));
    List<CompletableFuture<SubmitReply>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(submit(batcher, transfers(i, 901)));
    }
    SubmitReply refused = await(submit(batcher, transfers(3, 901)));
    assertThat(refused.getRefused().getReason()).isEqualTo("QUEUE_FULL");
    assertThat(refused.getRefused().getKind()).isEqualTo(RefusalKind.REFUSAL_KIND_OVERLOAD);
    assertThat(refused.getRefused().getLimit()).isEqualTo(3);
    assertThat(refused.getRefused().getRetryable()).isTrue();
    assertThat(refused.getRefused().getRetryAfterMillis()).isPositive();
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
  }

  /** A batcher that does nothing before its loop is turned. */
  private Batcher onManualLoop(BatcherOptions options) {
    return new Batcher(
        loop,
        new ScriptedLog(),
        new ScriptedLedger(),
        SoloNode.RULES,
        ScriptedLog.SELF,
        clock::get,
        options,
        SoloNode.genesis(3));
  }

  @Test
  void letsEntriesOfTheRoundsInHoweverManyBundlesWaitL1() {
    Entry adopted = new Entry.RollupAdopted(new ChainId(901), 1, new BlockHash(Bytes32.ZERO));
    Batcher batcher = onManualLoop(BatcherOptions.DEFAULT.withMaxRequests(1));
    var held = submit(batcher, transfers(0, 901));
    assertThat(await(submit(batcher, transfers(1, 901))).hasRefused()).isTrue();
    CompletableFuture<ProposeReply> waiting = propose(batcher, adopted, 1);
    assertThat(waiting).isNotDone();
    assertThat(held).isNotDone();
    loop.run();
    assertThat(await(waiting).hasUnavailable()).as("this member does not lead").isTrue();
    assertThat(await(held).hasNotLeader()).isTrue();
    batcher.close();
    loop.run();
    assertThat(await(propose(batcher, adopted, 1)).hasUnavailable())
        .as("answered in its own words, also when the batcher has ended")
        .isTrue();
  }

  @Test
  void answersProposalsByTheRulesAndDisturbsNothingElse() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      Entry.BundleSequenced bundle = transfers(0, 901);
      var submitted = submit(node.batcher(), bundle);
      Entry notDecided = new Entry.RollupAdopted(new ChainId(901), 1, new BlockHash(Bytes32.ZERO));
      Entry early =
          new Entry.BundlesDropped(
              List.of(new Entry.Drop(bundle.id(), Reason.of(ReasonCode.DEADLINE, ""))));
      long term = node.ledger().state().term();
      var violated = propose(node.batcher(), notDecided, term);
      assertThat(await(submitted).hasAccepted()).isTrue();
      assertThat(await(violated).getViolated().getRule()).isEqualTo("ADOPTION");
      assertThat(await(propose(node.batcher(), early, term)).hasViolated()).isTrue();
      assertThat(await(propose(node.batcher(), early, term + 1)).getStale().getTerm())
          .isEqualTo(term);

      clock.addAndGet(31_000);
      ProposeReply dropped = await(propose(node.batcher(), early, term));
      assertThat(dropped.hasApplied()).isTrue();
      assertThat(Objects.requireNonNull(node.ledger().bundle(bundle.id())).state().isFinal())
          .isTrue();
    }
  }

  @Test
  void neverLetsTheTimeOfTheLogFall() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      clock.addAndGet(-500_000);
      long height =
          await(submit(node.batcher(), transfers(0, 901))).getAccepted().getCursor().getHeight();
      assertThat(batch(node, height).timeMillis()).isEqualTo(START_MILLIS);
    }
  }

  @Test
  void claimsANewTermBeforeATimeStepOfMoreThanAnHour() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      long term = node.ledger().state().term();
      clock.addAndGet(7_200_000);
      var reply = submit(node.batcher(), transfers(0, 901));
      assertThat(await(reply).hasAccepted()).isTrue();
      assertThat(node.ledger().state().term()).isEqualTo(term + 1);
      Entry notDecided = new Entry.RollupAdopted(new ChainId(901), 1, new BlockHash(Bytes32.ZERO));
      assertThat(await(propose(node.batcher(), notDecided, term)).getStale().getTerm())
          .as("whoever proposes must begin anew with each term")
          .isEqualTo(term + 1);
    }
  }

  @Test
  void answersMalformedRequestsAndGoesOn() {
    try (SoloNode node = start(BatcherOptions.DEFAULT)) {
      assertThat(await(submit(node.batcher(), new byte[] {1, 2, 3})).getRefused().getReason())
          .isEqualTo("MALFORMED");
      assertThat(await(submit(node.batcher(), new byte[0])).hasRefused()).isTrue();
      Entry.BundleSequenced forged =
          new Entry.BundleSequenced(
              transfers(1, 901).id(),
              transfers(0, 901).bundle(),
              new Authorization.Anonymous(),
              false);
      assertThat(await(submit(node.batcher(), forged)).getRefused().getReason())
          .isEqualTo("WRONG_ID");
      assertThat(await(submit(node.batcher(), transfers(0, 901))).hasAccepted()).isTrue();
    }
  }

  @Test
  void answersWhatWaitsWhenItEnds() {
    SoloNode node = SoloNode.open(directory, BatcherOptions.DEFAULT, clock::get);
    try (node) {
      node.lead();
    }
    SubmitReply reply = await(submit(node.batcher(), transfers(0, 901)));
    assertThat(reply.getRefused().getKind()).isEqualTo(RefusalKind.REFUSAL_KIND_UNAVAILABLE);
  }
}
