package dev.braid.coordinator.log;

import static dev.braid.coordinator.batcher.Requests.submit;
import static dev.braid.coordinator.log.SoloNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.log.store.Rows;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.testing.Bundles;
import dev.braid.protocol.transaction.RawTransaction;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged disks: a torn tail is cut, anything else is refused and never skipped. */
final class DamageTest {
  private static final int BUNDLES = 60;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir Path directory;
  @TempDir Path elsewhere;
  private long height;

  @BeforeEach
  void fill() {
    try (SoloNode node = SoloNode.start(directory)) {
      for (int i = 0; i < BUNDLES; i++) {
        await(submit(node.batcher(), SoloNode.transfers(i, 901, 902)));
      }
      for (int i = 0; i < 10; i++) {
        // Large enough for a blob file.
        await(submit(node.batcher(), transfers(1_000 + i, IntStream.range(0, 16))));
      }
      height = node.ledger().certifiedHeight();
    }
  }

  private static Entry.BundleSequenced transfers(long nonce, IntStream more) {
    return SoloNode.anonymous(
        Bundles.of(
            Bundles.slice(
                903,
                more.mapToObj(i -> Accounts.ALICE.transfer(903, nonce * 100 + i))
                    .toArray(RawTransaction[]::new))));
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(suffix))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  private Path largest(String suffix) throws IOException {
    Path largest = directory;
    long size = -1;
    for (Path file : files(suffix)) {
      if (Files.size(file) > size) {
        largest = file;
        size = Files.size(file);
      }
    }
    assertThat(size).as("a %s file", suffix).isPositive();
    return largest;
  }

  private void flip(Path file, long offset) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int old = bytes.read();
      bytes.seek(offset);
      bytes.write(old ^ (1 << random.nextInt(8)));
    }
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> SoloNode.openLog(directory, SoloNode.MEMBER).close())
        .as("seed %d", seed)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED))
        .hasMessageContainingAll(words);
  }

  @Test
  void cutsATornTailOfTheWriteAheadLog() throws IOException {
    Path wal = largest(".log");
    // What a power cut leaves of a write that was never acknowledged.
    byte[] bytes = Files.readAllBytes(wal);
    Files.write(wal, java.util.Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(200)));
    try (SoloNode node = SoloNode.start(directory)) {
      assertThat(node.ledger().certifiedHeight()).isBetween(height - 2, height + 1);
    }
    assertThat(LogVerification.run(directory, Accounts.CURVE, at -> {}))
        .isInstanceOf(LogVerification.Result.Sound.class);
  }

  @Test
  void refusesAFlippedBitInTheWriteAheadLog() throws IOException {
    Path wal = largest(".log");
    flip(wal, random.nextLong(Files.size(wal) / 4, Files.size(wal) / 2));
    assertRefused(directory.toString(), "damaged");
  }

  @Test
  void refusesALostCurrentFileBesideData() throws IOException {
    Files.delete(directory.resolve("CURRENT"));
    assertRefused(directory.toString(), "damaged");
  }

  @Test
  void refusesALostTableOrBlobFile() throws IOException {
    Rows.flush(directory);
    for (String suffix : List.of(".sst", ".blob")) {
      Path file = largest(suffix);
      Path aside = elsewhere.resolve("aside");
      Files.move(file, aside);
      assertRefused(directory.toString(), "damaged");
      Files.move(aside, file);
    }
    SoloNode.openLog(directory, SoloNode.MEMBER).close();
  }

  @Test
  void refusesAFlippedBitInATable() throws IOException {
    Rows.flush(directory);
    Path table = largest(".sst");
    flip(table, 10);
    assertThat(LogVerification.run(directory, Accounts.CURVE, at -> {}))
        .as("seed %d", seed)
        .isInstanceOf(LogVerification.Result.Fault.class);
  }

  @Test
  void refusesAFlippedBitInABlobFile() throws IOException {
    Rows.flush(directory);
    Path blobs = largest(".blob");
    flip(blobs, Files.size(blobs) / 2);
    assertRefused(directory.toString());
  }

  @Test
  void refusesAGapAndNamesTheHeight() {
    Rows.deleteBatch(directory, 17);
    assertRefused("batch 17 is missing");
  }

  @Test
  void refusesABatchWithoutItsBytes() {
    Rows.deleteBytes(directory, 17);
    assertRefused("bytes of batch 17 are missing");
  }

  @Test
  void refusesABrokenChainOfHashes() {
    Rows.copyHeader(directory, 16, 17);
    assertRefused("batch 17 does not name the hash of the one before");
  }

  @Test
  void refusesBytesThatDoNotHashToTheirHash() {
    Rows.copyBytes(directory, 16, 17);
    assertRefused("batch 17 was good when written");
    assertThat(LogVerification.run(directory, Accounts.CURVE, at -> {}))
        .isInstanceOfSatisfying(
            LogVerification.Result.Fault.class, fault -> assertThat(fault.height()).isEqualTo(17));
  }

  @Test
  void refusesALostHead() {
    Rows.deleteHead(directory);
    assertRefused("head");
  }

  @Test
  void verificationFindsALostIndexRow() {
    Rows.deleteBundle(directory, SoloNode.transfers(20, 901, 902).id());
    assertThat(LogVerification.run(directory, Accounts.CURVE, at -> {}))
        .isInstanceOfSatisfying(
            LogVerification.Result.Fault.class,
            fault ->
                assertThat(fault.why()).contains(SoloNode.transfers(20, 901, 902).id().toHex()));
  }

  @Test
  void verificationFindsACertificateOfAnotherBatch() {
    Rows.copyCertificate(directory, 5, 6);
    assertThat(LogVerification.run(directory, Accounts.CURVE, at -> {}))
        .isEqualTo(new LogVerification.Result.Fault(6, "its certificate is that of another batch"));
  }

  @Test
  void neverMakesAStoreWhenItWasAskedToRead() {
    assertThatThrownBy(
            () -> LogVerification.run(directory.resolve("nothing"), Accounts.CURVE, at -> {}))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING));
  }
}
