package dev.braid.it.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.chaos.Judge;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Wallet;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import dev.braid.it.load.Book;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member does not start on files that are not whole or not its own, and says why (D2, D4);
 * mended, it does, and nothing was lost meanwhile.
 */
final class RefusalStoriesTest {
  private static final Duration REFUSED = Duration.ofSeconds(120);
  private static final int BUNDLES = 60;

  private final List<Wallet> wallets = Wallet.many("refusal", BUNDLES + 1);

  @Test
  void refusesWhatIsDamagedOrIncompleteOrNotItsOwn(@TempDir Path directory) throws Exception {
    Cluster.run(
        directory,
        wallets,
        Cluster.plan().rollups(901, 902),
        cluster -> {
          cluster.start();
          Book book = new Book();
          for (int i = 0; i < BUNDLES; i++) {
            ObjectNode bundle = Bundles.transfers(wallets.get(i), 0, 901, 902);
            assertThat(book.send(cluster.member(i % 3).rpc(), bundle).refused()).isFalse();
          }
          book.settle(cluster.member(0).rpc(), REFUSED);
          cluster.members().forEach(Member::kill);

          Member member = cluster.member(0);
          Path raft = member.dataDirectory().resolve("raft");
          flipped(largest(raft), () -> refuses(member, "damaged"));
          flipped(largest(member.dataDirectory().resolve("log")), () -> refuses(member, "damaged"));
          moved(member.keyFile(), () -> refuses(member, "key"));
          moved(raft, () -> refuses(member, "lost"));
          moved(
              member.dataDirectory(),
              () -> {
                Files.createDirectories(member.dataDirectory());
                refuses(member, "--bootstrap");
                delete(member.dataDirectory());
                copy(cluster.member(1).dataDirectory(), member.dataDirectory());
                refuses(member, "belongs to");
                delete(member.dataDirectory());
              });
          renamed(member, () -> refuses(member, "belongs to cluster"));

          cluster.members().forEach(Member::launch);
          cluster.awaitHealthy();
          ObjectNode last = Bundles.transfers(wallets.get(BUNDLES), 0, 901, 902);
          assertThat(book.send(member.rpc(), last).refused()).isFalse();
          Judge.Findings findings = Judge.judge(cluster, book);
          assertThat(findings.rollups().landed()).isEqualTo(BUNDLES + 1);
          Judge.verifyFiles(cluster);
        });
  }

  /** Something that may throw anything. */
  @FunctionalInterface
  private interface Trial {
    void run() throws Exception;
  }

  private static void refuses(Member member, String word) {
    int before = member.output().length();
    member.launch();
    int exit = member.process().awaitExit(REFUSED);
    String said = member.output().substring(before);
    assertThat(said).contains(word);
    assertThat(exit).describedAs(said).isNotZero();
    String last = said.strip().lines().reduce("", (one, next) -> next);
    System.out.println("refused: " + last);
  }

  /** With one bit of the file's middle flipped. */
  private static void flipped(Path file, Trial trial) throws Exception {
    byte[] whole = Files.readAllBytes(file);
    long middle = written(whole) / 2;
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(middle);
      bytes.write(whole[(int) middle] ^ 4);
    }
    trial.run();
    Files.write(file, whole);
  }

  /** Bytes up to the zeros that a file may have been given in advance. */
  private static int written(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static void moved(Path file, Trial trial) throws Exception {
    Path aside = file.resolveSibling(file.getFileName() + ".aside");
    Files.move(file, aside);
    trial.run();
    delete(file);
    Files.move(aside, file);
  }

  /** With another name of the cluster in the member's configuration. */
  private static void renamed(Member member, Trial trial) throws Exception {
    Path file = member.directory().resolve("braid.yaml");
    String config = Files.readString(file);
    Files.writeString(file, config.replace("cluster:\n", "cluster:\n  name: another\n"));
    trial.run();
    Files.writeString(file, config);
  }

  /**
   * The file that holds most: what was written, whatever the file's length. Logs and options are
   * for people: the store does not read them.
   */
  private static Path largest(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().matches("(LOG|OPTIONS).*"))
          .max(Comparator.comparing(RefusalStoriesTest::written))
          .orElseThrow();
    }
  }

  private static int written(Path file) {
    try {
      return written(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
