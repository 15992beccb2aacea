package dev.braid.coordinator.log;

import static dev.braid.coordinator.batcher.Requests.submit;
import static dev.braid.coordinator.log.SoloNode.await;
import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.Led;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.Rows;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.State;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Bytes32;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecoveryTest {
  private static final int BUNDLES = 30;

  @TempDir Path directory;

  private State fill() {
    try (SoloNode node = SoloNode.start(directory)) {
      for (int i = 0; i < BUNDLES; i++) {
        await(submit(node.batcher(), transfers(i, 901, 902)));
      }
      return node.ledger().state();
    }
  }

  @Test
  void reachesTheSameStateByReplayD2() {
    State before = fill();
    try (SoloNodeLog log = SoloNode.openLog(directory, SoloNode.MEMBER)) {
      assertThat(log.ledger().state()).isEqualTo(before);
      assertThat(log.log().head().height()).isEqualTo(before.height());
    }
  }

  @Test
  void reachesTheSameStateFromACheckpoint() {
    Certifier certifier = new Certifier(Accounts.CURVE, SoloNode.MEMBER);
    fill();
    // A checkpoint at the next batch.
    State before;
    try (SoloNodeLog log =
            SoloNodeLog.open(directory, SoloNode.RULES, certifier, 1, failure -> {});
        ThreadLoop loop = SoloNode.loop()) {
      var batcher =
          new Batcher(
              loop,
              log.log(),
              log.ledger(),
              SoloNode.RULES,
              certifier.member(),
              LogClock.monotonic(),
              BatcherOptions.DEFAULT,
              null);
      log.ledger().addListener(batcher::certified);
      await(Led.start(batcher));
      before = log.ledger().state();
      batcher.close();
    }
    try (BatchStore store = BatchStore.openReadOnly(directory)) {
      assertThat(Objects.requireNonNull(store.checkpoint()).height()).isEqualTo(before.height());
      assertThat(Checkpoints.load(store)).isEqualTo(before);
    }
    try (SoloNodeLog log = SoloNode.openLog(directory, SoloNode.MEMBER)) {
      assertThat(log.ledger().state()).isEqualTo(before);
    }
  }

  @Test
  void takesOverWithAHigherTermAtEachStart() {
    State before = fill();
    try (SoloNode node = SoloNode.start(directory)) {
      assertThat(node.ledger().state().term()).isEqualTo(before.term() + 1);
      assertThat(node.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
    }
  }

  @Test
  void makesACertificateAgainThatWasNotWritten() {
    fill();
    Lost lost = removeCertificateOfTheHead();
    try (SoloNodeLog log = SoloNode.openLog(directory, SoloNode.MEMBER)) {
      var row = Objects.requireNonNull(log.ledger().batch(lost.head().height()));
      assertThat(row.certificate()).isEqualTo(lost.certificate());
    }
  }

  private record Lost(LogHead head, Certificate certificate) {}

  private Lost removeCertificateOfTheHead() {
    Lost lost;
    try (BatchStore store = BatchStore.openReadOnly(directory)) {
      LogHead head = store.head();
      lost = new Lost(head, Objects.requireNonNull(store.certificate(head.height())));
    }
    Rows.deleteCertificate(directory, lost.head().height());
    return lost;
  }

  @Test
  void refusesASecondProcessOnTheSameDirectory() {
    try (SoloNode node = SoloNode.start(directory)) {
      assertThatThrownBy(() -> SoloNode.openLog(directory, SoloNode.MEMBER))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.LOCKED))
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      assertThat(node.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
    }
  }

  @Test
  void refusesADirectoryOfAnotherMember() {
    fill();
    PrivateKey other = new PrivateKey(Bytes32.fromHex("0x" + "22".repeat(32)));
    assertThatThrownBy(() -> SoloNode.openLog(directory, other))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FOREIGN))
        .hasMessageContaining(Accounts.CURVE.address(other).toHex());
  }

  @Test
  void verifiesEveryBatchOffline() {
    State before = fill();
    var result =
        (LogVerification.Result.Sound) LogVerification.run(directory, Accounts.CURVE, height -> {});
    assertThat(result.batches()).isEqualTo(before.height() + 1);
    assertThat(result.bundles()).isEqualTo(BUNDLES);
    assertThat(result.voids()).isZero();
    assertThat(result.networkId()).isEqualTo(before.networkId());
    assertThat(result.head().hash()).isEqualTo(before.headHash());
    assertThat(result.uncertified()).isZero();
  }

  @Test
  void verifiesBesideARunningNode() {
    try (SoloNode node = SoloNode.start(directory)) {
      await(submit(node.batcher(), transfers(0, 901)));
      assertThat(LogVerification.run(directory, Accounts.CURVE, height -> {}))
          .isInstanceOf(LogVerification.Result.Sound.class);
      assertThat(await(submit(node.batcher(), transfers(1, 901))).hasAccepted()).isTrue();
    }
  }
}
