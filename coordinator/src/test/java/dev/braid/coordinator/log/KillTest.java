package dev.braid.coordinator.log;

import static dev.braid.coordinator.batcher.Requests.submit;
import static dev.braid.coordinator.log.SoloNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes bundles and prints what it is told, killed at random and started again on
 * the same directory: nothing that was told is lost or moved (D1, D2), nothing has two positions
 * (O2).
 */
final class KillTest {
  private static final int KILLS = 4;
  private static final int MAX_ACKNOWLEDGED_BEFORE_KILL = 300;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir Path directory;
  // Each kill leaves the native libraries behind that the process had unpacked.
  @TempDir Path temporary;

  /** The process: sends bundles without end and prints each position that it is told. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      long nonce = Long.parseLong(arguments[1]);
      SoloNode node =
          SoloNode.start(
              Path.of(arguments[0]),
              BatcherOptions.DEFAULT.withAppendsInFlight(4),
              System::currentTimeMillis);
      for (; ; nonce++) {
        Entry.BundleSequenced bundle = SoloNode.transfers(nonce, 901);
        submit(node.batcher(), bundle)
            .thenAccept(
                reply -> {
                  if (reply.hasAccepted()) {
                    Position cursor = ValueCodec.position(reply.getAccepted().getCursor());
                    System.out.println(bundle.id() + " " + cursor);
                    System.out.flush();
                  }
                })
            .exceptionally(failure -> null);
        if (node.batcher().requests() > 64) {
          await(submit(node.batcher(), bundle));
        }
      }
    }
  }

  @Test
  void losesNothingThatWasToldWhenTheProcessIsKilledD1D2() throws Exception {
    Map<BundleId, Position> told = new LinkedHashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      runAndKill(kill * 1_000_000L, 1 + random.nextInt(MAX_ACKNOWLEDGED_BEFORE_KILL), told);
      try (SoloNode node = SoloNode.start(directory)) {
        told.forEach(
            (id, position) ->
                assertThat(node.ledger().bundle(id))
                    .as("seed %d, bundle %s told %s", seed, id, position)
                    .isNotNull()
                    .extracting(BundleRecord::position)
                    .isEqualTo(position));
      }
    }
    assertThat(LogVerification.run(directory, Accounts.CURVE, height -> {}))
        .as("seed %d", seed)
        .isInstanceOfSatisfying(
            LogVerification.Result.Sound.class,
            sound -> assertThat(sound.bundles()).isGreaterThanOrEqualTo(told.size()));
    Set<Position> positions = new HashSet<>(told.values());
    assertThat(positions).as("seed %d", seed).hasSameSizeAs(told.entrySet());
  }

  private void runAndKill(long firstNonce, int acknowledged, Map<BundleId, Position> told)
      throws IOException, InterruptedException {
    Path errors = temporary.resolve("stderr-" + firstNonce);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName(),
                    directory.toString(),
                    Long.toString(firstNonce)))
            .redirectError(errors.toFile())
            .start();
    int lines = 0;
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && words[0].length() == 66 && words[1].contains("-")) {
          told.put(BundleId.fromHex(words[0]), Position.parse(words[1]));
          lines++;
          if (lines == acknowledged) {
            // SIGKILL; what it had already printed is still read (Process would close its streams).
            process.toHandle().destroyForcibly();
          }
        }
        line = output.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(lines)
        .as("seed %d, the process said:%n%s", seed, Files.readString(errors))
        .isGreaterThanOrEqualTo(acknowledged);
  }
}
