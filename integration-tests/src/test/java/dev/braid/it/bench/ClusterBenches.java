package dev.braid.it.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.it.agent.AgentJar;
import dev.braid.it.agent.EncodedDoor;
import dev.braid.it.chaos.Times;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Wallet;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import dev.braid.it.load.Book;
import dev.braid.it.load.ClusterLoad;
import dev.braid.it.load.Transfers;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Bytes32;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F1, F2 and F5 of the design on three members of one machine; limits are measured in the run. */
final class ClusterBenches {
  private static final int RUNS = Integer.getInteger("braid.runs", 10);
  // Rates rise until the compiler is done, after five runs or so.
  private static final int WARM_UPS = RUNS * 3 / 5;
  private static final int BUNDLES = 8_000;
  private static final int WINDOW = 4_000;
  private static final int LIGHT = 400;
  // One at a time before any is measured, of the bare cluster and of ours: as many of both.
  private static final int LIGHT_WARM_UPS = 2_000;
  private static final int LIGHT_LIFETIME_SECONDS = 120;
  private static final int TRIES = Integer.getInteger("braid.tries", 20);
  private static final int LIFETIME_SECONDS = 12;
  private static final int DOOR = 8990;
  private static final int IN_FLIGHT = Integer.getInteger("braid.appendsInFlight", 4);
  private static final double F1_GOAL = 0.6;
  private static final Duration RESUMES = Duration.ofSeconds(60);

  private record Sequencing(double perSecond, int batchBytes, double[] light, double[] http) {}

  private static final int OVER_HTTP = 1_500;
  private static final int HTTP_AT_ONCE = 64;

  /**
   * F1: encoded bundles through one member's door to their certificates, against the smaller of
   * each signature checked once and bare durable appends of batches of the same size. F2: the same
   * one at a time, against one bare durable append.
   */
  @Test
  void sequencing(@TempDir Path directory) throws Exception {
    double signatures = signaturesPerSecond();
    Sequencing measured = measure(directory);
    try (BareCluster bare = new BareCluster(Files.createDirectory(directory.resolve("bare")))) {
      bare.run(1_024, 1, LIGHT_WARM_UPS);
      bare.run(measured.batchBytes(), IN_FLIGHT, 500);
      BareCluster.Result many = bare.run(measured.batchBytes(), IN_FLIGHT, 1_000);
      BareCluster.Result one = bare.run(1_024, 1, 1_000);
      int bytes = Encoded.requests(new Encoded().slices(1), 1).get(0).length;
      double appends = many.perSecond() * measured.batchBytes() / bytes;
      double limit = Math.min(signatures / 2, appends);
      System.out.printf(
          "F1 sequencing on 3 members: %.0f bundles/s; each signature checked once: %.0f bundles/s;"
              + " bare durable appends of %d bytes, %d in flight: %.0f/s, %.0f bundles/s;"
              + " ratio %.2f (goal %.2f)%n",
          measured.perSecond(),
          signatures / 2,
          measured.batchBytes(),
          IN_FLIGHT,
          many.perSecond(),
          appends,
          measured.perSecond() / limit,
          F1_GOAL);
      for (boolean http : new boolean[] {false, true}) {
        double[] own = http ? measured.http() : measured.light();
        System.out.printf(
            "F2 submit to certificate %s: p50 %.2f ms, p99 %.2f ms; one bare durable append of"
                + " 1 KiB: p50 %.2f ms, p99 %.2f ms; ratios %.1f (goal 2), %.1f (goal 3)%n",
            http ? "over HTTP, with receipt" : "encoded",
            own[0],
            own[1],
            one.median(),
            one.p99(),
            own[0] / one.median(),
            own[1] / one.p99());
      }
    }
  }

  private static Sequencing measure(Path directory) throws Exception {
    Encoded encoded = new Encoded();
    List<List<List<Slice>>> prepared = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      prepared.add(encoded.slices(BUNDLES));
    }
    List<Wallet> wallets = Wallet.many("cluster-bench", LIGHT);
    Path jar = AgentJar.write(directory, EncodedDoor.class);
    Cluster.Plan plan =
        Cluster.plan()
            .rollups(901, 902)
            .blockTime("1h") // sequencing alone is measured
            .config("log: {kind: hazelcast, appendsInFlight: " + IN_FLIGHT + "}");
    List<Sequencing> found = new ArrayList<>();
    Cluster.run(
        directory,
        wallets,
        plan,
        cluster -> {
          for (Member member : cluster.members()) {
            member.launch("-javaagent:" + jar + "=" + member.host() + ":" + DOOR);
          }
          cluster.awaitHealthy();
          ObjectNode first = Bundles.transfers(wallets.get(0), 0, 901, 902);
          Member leader = cluster.leaderAt(send(cluster.member(0), first));
          try (EncodedClient client = new EncodedClient(leader.host(), DOOR)) {
            found.add(runs(cluster, leader, client, encoded, prepared, wallets));
          }
        });
    return found.get(0);
  }

  private static Sequencing runs(
      Cluster cluster,
      Member leader,
      EncodedClient client,
      Encoded encoded,
      List<List<List<Slice>>> prepared,
      List<Wallet> wallets) {
    List<Double> rates = new ArrayList<>();
    int batchBytes = 0;
    for (int run = 0; run < RUNS; run++) {
      List<byte[]> requests = Encoded.requests(prepared.get(run), deadline());
      List<Map<String, Double>> before = costs(cluster);
      long from = send(leader, Bundles.transfers(wallets.get(2 * run + 1), 0, 901, 902));
      double rate = client.many(requests, WINDOW);
      long to = send(leader, Bundles.transfers(wallets.get(2 * run + 2), 0, 901, 902));
      List<Map<String, Double>> after = costs(cluster);
      batchBytes = (int) (requests.get(0).length * (long) BUNDLES / Math.max(1, to - from - 1));
      System.out.printf(
          "  run %d: %.0f bundles/s in %d batches of about %d bytes%s%n",
          run, rate, to - from - 1, batchBytes, run < WARM_UPS ? " (warm-up)" : "");
      if (run >= WARM_UPS) {
        rates.add(rate);
      }
      for (int i = 0; i < before.size() && run == RUNS - 1; i++) {
        String name =
            i == cluster.members().size()
                ? "the client"
                : cluster.member(i) + (cluster.member(i) == leader ? " (leader)" : "");
        System.out.println(
            "    processor time a bundle, "
                + name
                + " "
                + ThreadCosts.difference(before.get(i), after.get(i), BUNDLES));
      }
      // What is pending expires: the next run begins with as few as this one did.
      LockSupport.parkNanos(Duration.ofSeconds(LIFETIME_SECONDS + 3).toNanos());
    }
    long lightDeadline = deadline() + LIGHT_LIFETIME_SECONDS;
    client.light(Encoded.requests(encoded.slices(LIGHT_WARM_UPS), lightDeadline));
    double[] light =
        percentiles(client.light(Encoded.requests(encoded.slices(LIGHT), lightDeadline)));
    long[] http = new long[LIGHT / 2];
    for (int i = 0; i < http.length; i++) {
      ObjectNode bundle = Bundles.transfers(wallets.get(LIGHT / 2 + i), 0, 901, 902);
      long start = System.nanoTime();
      send(leader, bundle);
      http[i] = System.nanoTime() - start;
    }
    System.out.printf(
        "  over HTTP, %d at once: %.0f anonymous bundles/s, %.0f signed bundles/s%n",
        HTTP_AT_ONCE, overHttp(leader, "anonymous", false), overHttp(leader, "signed", true));
    return new Sequencing(median(rates), batchBytes, light, percentiles(http));
  }

  /** Bundles a second as clients send them: JSON, transactions decoded, senders recovered. */
  private static double overHttp(Member member, String name, boolean signed) {
    List<ObjectNode> bundles = new ArrayList<>();
    for (Wallet wallet : Wallet.many("http-" + name, OVER_HTTP)) {
      ObjectNode bundle = Bundles.transfers(wallet, 0, 901, 902);
      bundles.add(signed ? wallet.submit(bundle) : bundle);
    }
    Semaphore room = new Semaphore(HTTP_AT_ONCE);
    long start = System.nanoTime();
    List<CompletableFuture<JsonRpc.Answer>> answers = new ArrayList<>();
    for (ObjectNode bundle : bundles) {
      room.acquireUninterruptibly();
      answers.add(
          member
              .rpc()
              .callAsync("atomic_sendBundle", bundle)
              .whenComplete((answer, failure) -> room.release()));
    }
    answers.forEach(answer -> answer.join().result());
    return OVER_HTTP * 1e9 / (System.nanoTime() - start);
  }

  private static long deadline() {
    return System.currentTimeMillis() / 1000 + LIFETIME_SECONDS;
  }

  /** Sends over HTTP; returns the height of its position. */
  private static long send(Member member, ObjectNode bundle) {
    String height =
        member.rpc().result("atomic_sendBundle", bundle).at("/receipt/position/height").asText();
    return Long.decode(height);
  }

  /** Of every member, and of this process. */
  private static List<Map<String, Double>> costs(Cluster cluster) {
    List<Map<String, Double>> costs = new ArrayList<>();
    cluster.members().forEach(member -> costs.add(ThreadCosts.of(member.process().pid())));
    costs.add(new TreeMap<>(ThreadCosts.of(ProcessHandle.current().pid())));
    return costs;
  }

  /** Senders recovered on all cores, as the ingress does once for each transaction. */
  private static double signaturesPerSecond() {
    Secp256k1 curve = Curves.fastest();
    Bytes32 digest = Keccak.hash(new byte[] {1});
    Signature signature = curve.sign(digest, Accounts.ALICE.key());
    int threads = Runtime.getRuntime().availableProcessors();
    int each = 20_000;
    double best = 0;
    for (int round = 0; round < 4; round++) {
      long start = System.nanoTime();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < each; n++) {
                    if (curve.recover(digest, signature) == null) {
                      throw new IllegalStateException("not recovered");
                    }
                  }
                },
                task -> Thread.ofPlatform().start(task)));
      }
      all.forEach(CompletableFuture::join);
      best = Math.max(best, threads * each * 1e9 / (System.nanoTime() - start));
    }
    return best;
  }

  /** F5: from {@code kill -9} of the leader to the next receipt; and the same by SIGSTOP. */
  @Test
  void takeOver(@TempDir Path directory) throws Exception {
    List<Wallet> wallets = Wallet.many("take-over", 30 * 60 * TRIES);
    Cluster.run(
        directory,
        wallets,
        Cluster.plan().rollups(901, 902),
        cluster -> {
          cluster.start();
          Transfers bundles = new Transfers(wallets, 901, 902);
          Duration pause = Duration.ofMillis(200);
          try (ClusterLoad load = new ClusterLoad(cluster, new Book(), bundles, 6, pause)) {
            List<Duration> killed = tries(cluster, load, Member::kill, Member::restart);
            System.out.println("F5 kill -9 of the leader: " + Times.of(killed) + " (goal 3 s)");
            List<Duration> stopped = tries(cluster, load, Member::pause, Member::resume);
            System.out.println("F5 SIGSTOP of the leader: " + Times.of(stopped) + " (goal 4 s)");
          }
        });
  }

  private static List<Duration> tries(
      Cluster cluster, ClusterLoad load, Consumer<Member> harm, Consumer<Member> mend) {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      load.awaitReceiptAfter(System.nanoTime(), RESUMES);
      Member leader = cluster.leaderAt(load.newestHeight());
      long from = System.nanoTime();
      harm.accept(leader);
      times.add(load.awaitReceiptAfter(from, RESUMES));
      mend.accept(leader);
      cluster.awaitHealthy();
    }
    System.out.println("  " + times.stream().map(Duration::toMillis).toList() + " ms");
    return times;
  }

  private static double[] percentiles(long[] nanos) {
    Arrays.sort(nanos);
    return new double[] {nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6};
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
