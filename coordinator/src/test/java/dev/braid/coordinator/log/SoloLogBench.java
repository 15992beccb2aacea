package dev.braid.coordinator.log;

import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.batcher.Led;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.batcher.Requests;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.log.store.Rows;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.State;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Appends, bundles and latencies of the log of one node, as ratios to bare synced RocksDB writes of
 * the same bytes in the same run. A program, not a test: {@code main(directory)}.
 */
final class SoloLogBench {
  private static final int BATCHES = 1_000;
  private static final int WARM_UP_BUNDLES = 5_000;
  private static final int BUNDLES = 20_000;
  private static final int MAX_WAITING = 4_000;
  private static final int LIGHT = 500;

  private final Secp256k1 curve = Curves.fastest();
  private final Log rules = new Log(curve);
  private final Certifier certifier = new Certifier(curve, SoloNode.MEMBER);
  private final Path directory;

  private SoloLogBench(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    new SoloLogBench(Files.createTempDirectory(Path.of(arguments[0]), "bench")).run();
    System.exit(0);
  }

  private void run() throws Exception {
    appends(1);
    appends(16);
    appends(100);
    bundles();
    delete(directory);
  }

  /** Batches of so many 2-slice bundles, drafted before. */
  private void appends(int bundlesPerBatch) throws Exception {
    for (int inFlight : new int[] {1, 4}) {
      Path here = directory.resolve("appends-" + bundlesPerBatch + "-" + inFlight);
      try (SoloNodeLog node = SoloNodeLog.open(here, rules, certifier, 1_000, failure -> {})) {
        SoloNode.await(node.log().takeOver());
        List<TakenBatch> batches =
            draft(node, bundlesPerBatch, Math.min(BATCHES, 20_000 / bundlesPerBatch));
        double bare = bareSyncedWrites(batches.stream().map(TakenBatch::bytes).toList());
        long start = System.nanoTime();
        Deque<CompletableFuture<AppendOutcome>> flying = new ArrayDeque<>();
        for (TakenBatch batch : batches) {
          flying.addLast(node.log().append(batch).toCompletableFuture());
          if (flying.size() == inFlight) {
            check(flying.removeFirst());
          }
        }
        while (!flying.isEmpty()) {
          check(flying.removeFirst());
        }
        double perSecond = batches.size() * 1e9 / (System.nanoTime() - start);
        print(
            "append batches of %d bundles (%d bytes), %d in flight: %.0f/s, bare synced writes"
                + " %.0f/s, ratio %.2f",
            bundlesPerBatch,
            batches.getLast().bytes().length,
            inFlight,
            perSecond,
            bare,
            perSecond / bare);
      }
    }
  }

  private static void check(CompletableFuture<AppendOutcome> outcome) {
    if (!(SoloNode.await(outcome) instanceof AppendOutcome.Applied)) {
      throw new IllegalStateException(outcome.toString());
    }
  }

  private List<TakenBatch> draft(SoloNodeLog node, int bundlesPerBatch, int count) {
    List<TakenBatch> batches = new ArrayList<>();
    State state = node.ledger().state();
    long nonce = 0;
    for (int i = 0; i < count; i++) {
      BatchDraft draft = rules.open(state, 1, 1_800_000_000_000L + i, (id, height) -> false);
      if (i == 0) {
        var genesis = genesis();
        draft.add(new Entry.NetworkStarted(genesis.parameters(), genesis.salt()));
        draft.add(new Entry.LeaderClaimed(certifier.member()));
      } else {
        for (int n = 0; n < bundlesPerBatch; n++) {
          draft.add(SoloNode.transfers(nonce++, 901, 902));
        }
      }
      BatchDraft.Sealed sealed = draft.seal();
      batches.add(TakenBatch.of(sealed.batch(), new TakenBatch.Prepared(state, sealed.applied())));
      state = sealed.applied().state();
    }
    return batches;
  }

  private static Genesis genesis() {
    Limits base = Limits.DEFAULT;
    return SoloNode.genesis(
        2,
        new Limits(
            base.maxSlicesPerBundle(),
            base.maxTransactionsPerBundle(),
            base.maxTransactionBytes(),
            base.maxBundleBytes(),
            base.maxBundleGasPerChain(),
            base.maxReplacementUuidBytes(),
            base.maxLifetimeMillis(),
            base.defaultLifetimeMillis(),
            1_000_000,
            1 << 30,
            base.maxBatchBytes(),
            base.maxBatchEntries(),
            base.maxBundlesPerRound(),
            base.maxPasses(),
            base.maxAttempts(),
            base.maxUncertifiedBatches(),
            base.maxRollups()));
  }

  /** Bundles as encoded requests through batcher, log and ledger; many at once, then one by one. */
  private void bundles() throws Exception {
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < WARM_UP_BUNDLES + BUNDLES + LIGHT; i++) {
      requests.add(Requests.encode(SoloNode.transfers(i, 901, 902)));
    }
    Path here = directory.resolve("bundles");
    try (SoloNodeLog node = SoloNodeLog.open(here, rules, certifier, 1_000, failure -> {});
        ThreadLoop loop = SoloNode.loop();
        Batcher batcher =
            new Batcher(
                loop,
                node.log(),
                node.ledger(),
                rules,
                certifier.member(),
                LogClock.monotonic(),
                BatcherOptions.DEFAULT,
                genesis())) {
      node.ledger().addListener(batcher::certified);
      SoloNode.await(Led.start(batcher));
      many(batcher, requests.subList(0, WARM_UP_BUNDLES));
      long from = node.ledger().certifiedHeight();
      Map<String, Long> cpuBefore = cpuNanos();
      double perSecond =
          many(batcher, requests.subList(WARM_UP_BUNDLES, WARM_UP_BUNDLES + BUNDLES));
      List<byte[]> written = new ArrayList<>();
      for (long height = from + 1; height <= node.ledger().certifiedHeight(); height++) {
        var row = node.ledger().batch(height);
        if (row != null) {
          written.add(row.stored().bytes());
        }
      }
      double bare = bareSyncedWrites(written) * BUNDLES / written.size();
      print(
          "bundles of 2 slices: %.0f/s in %d batches; bare synced writes of those batches: %.0f"
              + " bundles/s, ratio %.2f",
          perSecond, written.size(), bare, perSecond / bare);
      Map<String, Long> cpuAfter = cpuNanos();
      for (String thread : List.of("batcher", "log-writer")) {
        long nanos = cpuAfter.getOrDefault(thread, 0L) - cpuBefore.getOrDefault(thread, 0L);
        print("processor time of %s: %.1f us a bundle", thread, nanos / 1e3 / BUNDLES);
      }
      long[] nanos = new long[LIGHT];
      for (int i = 0; i < LIGHT; i++) {
        long start = System.nanoTime();
        SoloNode.await(Requests.submit(batcher, requests.get(WARM_UP_BUNDLES + BUNDLES + i)));
        nanos[i] = System.nanoTime() - start;
      }
      long[] bareNanos = bareLatencies(written.getLast().length / 100 + 600);
      print(
          "one bundle at a time: p50 %.2f ms, p99 %.2f ms; one bare synced write: p50 %.2f ms,"
              + " p99 %.2f ms; ratios %.1f, %.1f",
          percentile(nanos, 50),
          percentile(nanos, 99),
          percentile(bareNanos, 50),
          percentile(bareNanos, 99),
          percentile(nanos, 50) / percentile(bareNanos, 50),
          percentile(nanos, 99) / percentile(bareNanos, 99));
    }
    Rows.flush(here);
    print("disk: %d bytes a bundle", size(here) / requests.size());
  }

  private static long size(Path root) throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        size += Files.size(file);
      }
    }
    return size;
  }

  private static Map<String, Long> cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> nanos = new HashMap<>();
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      if (info != null) {
        nanos.put(info.getThreadName(), threads.getThreadCpuTime(id));
      }
    }
    return nanos;
  }

  private static double many(Batcher batcher, List<byte[]> requests) throws Exception {
    Semaphore room = new Semaphore(MAX_WAITING);
    long start = System.nanoTime();
    for (byte[] request : requests) {
      room.acquire();
      Requests.submit(batcher, request)
          .whenComplete(
              (reply, failure) -> {
                if (failure != null || !reply.hasAccepted()) {
                  System.err.println(reply);
                }
                room.release();
              })
          .exceptionally(failure -> null);
    }
    room.acquire(MAX_WAITING);
    return requests.size() * 1e9 / (System.nanoTime() - start);
  }

  private double bareSyncedWrites(List<byte[]> values) throws RocksDBException, IOException {
    long[] total = new long[1];
    bare(
        values.size(),
        (db, sync, i) -> {
          long start = System.nanoTime();
          db.put(sync, Integer.toString(i).getBytes(StandardCharsets.US_ASCII), values.get(i));
          total[0] += System.nanoTime() - start;
        });
    return values.size() * 1e9 / total[0];
  }

  private long[] bareLatencies(int bytes) throws RocksDBException, IOException {
    long[] nanos = new long[LIGHT];
    bare(
        LIGHT,
        (db, sync, i) -> {
          long start = System.nanoTime();
          db.put(sync, Integer.toString(i).getBytes(StandardCharsets.US_ASCII), new byte[bytes]);
          nanos[i] = System.nanoTime() - start;
        });
    return nanos;
  }

  private interface BareWrite {
    void run(RocksDB db, WriteOptions sync, int i) throws RocksDBException;
  }

  private void bare(int count, BareWrite write) throws RocksDBException, IOException {
    Path here = directory.resolve("bare");
    try (Options options = new Options().setCreateIfMissing(true);
        WriteOptions sync = new WriteOptions().setSync(true);
        RocksDB db = RocksDB.open(options, here.toString())) {
      for (int i = 0; i < count; i++) {
        write.run(db, sync, i);
      }
    }
    delete(here);
  }

  private static double percentile(long[] nanos, int percent) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
