package dev.braid.it.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.EnginePair;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.load.Book;
import dev.braid.it.load.ClusterLoad;
import dev.braid.it.load.RandomBundle;
import dev.braid.it.load.RandomBundles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chaos command (docs/testing.md): mixed faults against three members and two rollups for any
 * time, from a seed. Not part of the build; the stories of {@code system.cluster} are.
 */
final class Chaos {
  private static final long SECONDS = Long.getLong("braid.seconds", 600);
  private static final int SENDERS = 8;
  private static final int BUNDLES_PER_SECOND = 40;
  private static final EnginePair ENGINES =
      EnginePair.valueOf(System.getProperty("braid.engines", "GETH_AND_ANVIL"));

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS) // it is told how long
  void everyPromiseIsKeptWhateverHappens(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("braid.seed", System.nanoTime());
    System.out.printf(
        "chaos for %d s, %s: seed %d (-Dbraid.seed=%d -Dbraid.seconds=%d -Dbraid.engines=%s)%n",
        SECONDS, ENGINES, seed, seed, SECONDS, ENGINES);
    int count = (int) Math.min(SECONDS, 3_600) * BUNDLES_PER_SECOND;
    Cluster.Plan plan = Cluster.plan();
    plan.rollup(901, ENGINES.first()).rollup(902, ENGINES.second());
    boolean kept = false;
    try {
      Cluster.run(
          directory,
          RandomBundles.wallets(seed, count),
          plan,
          cluster -> story(cluster.start(), seed, count));
      kept = true;
    } finally {
      System.out.println(
          "chaos verdict: " + (kept ? "every promise kept" : "FAILED") + ", seed " + seed);
    }
  }

  private static void story(Cluster cluster, long seed, int count) {
    Book book = new Book();
    Iterator<RandomBundle> bundles =
        RandomBundles.make(seed, List.of(901L, 902L), count).iterator();
    Supplier<@Nullable ObjectNode> next =
        () -> bundles.hasNext() ? bundles.next().at(System.currentTimeMillis() / 1000) : null;
    Duration pause = Duration.ofMillis(1_000L * SENDERS / BUNDLES_PER_SECOND);
    try (ClusterLoad load = new ClusterLoad(cluster, book, next, SENDERS, pause)) {
      load.newestHeight();
      Nemesis nemesis = new Nemesis(cluster, load, seed);
      long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      while (System.nanoTime() - end < 0) {
        nemesis.strike();
      }
      load.finish(Duration.ofSeconds(240));
      cluster.awaitHealthy();
      Judge.Findings findings = Judge.judge(cluster, book);
      Judge.verifyFiles(cluster);
      System.out.println("  faults " + nemesis.done());
      System.out.println("  from mended to the next receipt " + Times.of(nemesis.resumed()));
      System.out.println("  " + findings + ", " + load.repeated() + " sent again");
    }
  }
}
