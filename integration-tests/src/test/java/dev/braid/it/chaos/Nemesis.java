package dev.braid.it.chaos;

import dev.braid.it.harness.Rollup;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import dev.braid.it.load.ClusterLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Does harm to a cluster under load, from a seed, and mends it again. */
public final class Nemesis {
  /** Longer than every time-out between members, the longest of which is 20 s. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

  private static final Duration RESUMED = Duration.ofSeconds(180);

  private final Cluster cluster;
  private final ClusterLoad load;
  private final Random random;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private final List<Duration> resumed = new ArrayList<>();

  public Nemesis(Cluster cluster, ClusterLoad load, long seed) {
    this.cluster = cluster;
    this.load = load;
    this.random = new Random(seed);
  }

  /** How often each fault was done. */
  public Map<Fault, Integer> done() {
    return new EnumMap<>(done);
  }

  /** Times from each mending to the next receipt. */
  public List<Duration> resumed() {
    return List.copyOf(resumed);
  }

  /** One fault, sometimes two, mended after a while; then the service must resume by itself. */
  public void strike() {
    int faults = random.nextInt(4) == 0 ? 2 : 1;
    for (int i = 0; i < faults; i++) {
      Fault fault = choose();
      System.out.println("  nemesis: " + fault);
      done.merge(fault, 1, Integer::sum);
      commit(fault);
      hold(random.nextInt(5) == 0 ? LONGEST_STOP : Duration.ofMillis(random.nextInt(6_000)));
    }
    mend();
    long mended = System.nanoTime();
    resumed.add(load.awaitReceiptAfter(mended, RESUMED));
    if (random.nextBoolean()) {
      cluster.awaitHealthy();
    }
    hold(Duration.ofMillis(random.nextInt(4_000)));
  }

  private Fault choose() {
    List<Fault> possible =
        Arrays.stream(Fault.values())
            .filter(fault -> cluster.hosts().canCut() || !fault.needsWires())
            .toList();
    int ticket = random.nextInt(possible.stream().mapToInt(Fault::weight).sum());
    for (Fault fault : possible) {
      ticket -= fault.weight();
      if (ticket < 0) {
        return fault;
      }
    }
    throw new IllegalStateException("unreachable: the weights are summed above");
  }

  private void commit(Fault fault) {
    switch (fault) {
      case KILL_LEADER -> kill(leader());
      case KILL_ONE -> kill(any());
      case KILL_ALL -> cluster.members().forEach(Nemesis::kill);
      case STOP_LEADER -> stop(leader());
      case STOP_ONE -> stop(any());
      case PART_LEADER -> cluster.isolate(leader());
      case PART_ONE -> cluster.isolate(any());
      case PART_ALL -> cluster.members().forEach(cluster::isolate);
      case KILL_ROLLUP -> {
        Rollup victim = anyRollup();
        victim.kill();
        victim.restart();
      }
      case EMPTY_ROLLUP -> {
        Rollup victim = anyRollup();
        victim.kill();
        victim.restartEmpty();
      }
    }
  }

  /** The newest leader that clients know of; any member while nobody runs who could say. */
  private Member leader() {
    boolean asked = cluster.members().stream().anyMatch(Member::running);
    return asked ? cluster.leaderAt(load.newestHeight()) : any();
  }

  private Member any() {
    return cluster.member(random.nextInt(cluster.members().size()));
  }

  private Rollup anyRollup() {
    List<Long> chains = List.copyOf(cluster.rollups().keySet());
    return cluster.rollup(chains.get(random.nextInt(chains.size())));
  }

  private static void kill(Member member) {
    if (member.alive()) {
      member.kill();
    }
  }

  private static void stop(Member member) {
    if (member.running()) {
      member.pause();
    }
  }

  private void mend() {
    cluster.heal();
    for (Member member : cluster.members()) {
      if (!member.alive()) {
        member.launch();
      } else if (!member.running()) {
        member.resume();
      }
    }
  }

  /** How long a fault lasts, or quiet between faults; not a wait for anything. */
  private static void hold(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
