package dev.braid.coordinator.log;

import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.testing.Accounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Three ledgers under random delivery, loss, crashes and lags, from a seed: what is told is on the
 * disks of a majority (D1), all say the same (O1), and in the end all of it is certified everywhere
 * (D2).
 */
final class LedgerChaosTest {
  private static final int RUNS = Integer.getInteger("braid.ledger.runs", 6);
  private static final int STEPS = 300;

  @Test
  void agreesWhateverHappensO1D1D2() {
    long first = Long.getLong("braid.ledger.seed", new Random().nextLong());
    System.out.println("ledgers under chaos: seed " + first + ", runs " + RUNS);
    for (int i = 0; i < RUNS; i++) {
      new Run(first + i).run();
    }
  }

  private static final class Run {
    private final long seed;
    private final Random random;
    private final LedgerCluster cluster;
    private final List<Entry.BundleSequenced> bundles = new ArrayList<>();
    private final long[] told = new long[LedgerCluster.MEMBERS];

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.cluster = new LedgerCluster(seed);
    }

    void run() {
      try {
        start();
        for (int i = 0; i < STEPS; i++) {
          step();
          check();
        }
        heal();
        compare();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }

    private void start() {
      cluster.net.loss = random.nextInt(4) * 0.1;
      cluster.net.doubling = random.nextInt(3) * 0.2;
      cluster.members.forEach(LedgerCluster.Member::start);
      cluster.begin();
    }

    private void step() {
      LedgerCluster.Member member = cluster.member(random.nextInt(LedgerCluster.MEMBERS));
      int dice = random.nextInt(100);
      if (!member.isUp()) {
        if (dice < 30) {
          restart(member);
        }
      } else if (dice < 25) {
        append();
      } else if (dice < 55) {
        member.take(member.handed + random.nextInt(4));
      } else if (dice < 75) {
        member.durable(random.nextInt(member.handed + 1) - 1L);
      } else if (dice < 79) {
        member.snapshot();
      } else if (dice < 82 && member.handed < cluster.taken.size()) {
        skip(member);
      } else if (dice < 85) {
        member.kill(random.nextInt(member.disk.unsyncedWrites() + 1));
      } else {
        cluster.loop.pass(random.nextInt(300));
      }
      cluster.loop.run();
    }

    private void append() {
      if (random.nextInt(12) == 0) {
        cluster.append(transfers(0, 999)); // breaks a rule
      } else {
        Entry.BundleSequenced bundle = transfers(bundles.size(), 901, 902);
        bundles.add(bundle);
        cluster.append(bundle);
      }
    }

    /** Another member's log has forgotten entries: only what that one's store holds synced. */
    private void skip(LedgerCluster.Member member) {
      int highest = cluster.members.stream().mapToInt(other -> other.snapshot).max().orElseThrow();
      if (highest >= member.handed) {
        member.skipTo(highest);
        member.snapshot = highest;
      }
    }

    private void restart(LedgerCluster.Member member) {
      member.start();
      told[cluster.members.indexOf(member)] = member.certified() + 1;
      if (member.snapshot >= 0) {
        member.skipTo(member.snapshot);
      }
    }

    private void check() {
      for (int i = 0; i < LedgerCluster.MEMBERS; i++) {
        LedgerCluster.Member member = cluster.member(i);
        if (!member.isUp()) {
          continue;
        }
        for (; told[i] <= member.certified(); told[i]++) {
          long height = told[i];
          long copies =
              cluster.members.stream()
                  .filter(other -> other.durable >= height || other.disk.isSynced(height))
                  .count();
          assertThat(copies).as("copies of %d", height).isGreaterThanOrEqualTo(2);
        }
        assertThat(member.told)
            .extracting(CertifiedBatch::height)
            .isSorted()
            .doesNotHaveDuplicates();
        assertThat(member.ledger().evidence()).isEmpty();
      }
    }

    private void heal() {
      cluster.net.loss = 0;
      for (LedgerCluster.Member member : cluster.members) {
        if (!member.isUp()) {
          restart(member);
        }
      }
      for (int i = 0; i < 3; i++) {
        cluster.members.forEach(member -> member.takeAll().durableAll());
        cluster.loop.pass(20_000);
        check();
      }
    }

    private void compare() {
      long newest = cluster.state.height();
      for (LedgerCluster.Member member : cluster.members) {
        Ledger ledger = member.ledger();
        assertThat(ledger.certifiedHeight()).isEqualTo(newest);
        assertThat(ledger.state()).isEqualTo(cluster.state);
        for (int height = 0; height <= newest; height++) {
          var row = Objects.requireNonNull(ledger.batch(height));
          Certificate certificate = row.certificate();
          assertThat(row.stored().bytes()).isEqualTo(cluster.taken.get(height).bytes());
          assertThat(
                  Certificates.problem(
                      Accounts.CURVE,
                      cluster.state.networkId(),
                      cluster.addresses,
                      cluster.state.parameters().quorum(),
                      certificate))
              .isNull();
        }
        for (Entry.BundleSequenced bundle : bundles) {
          assertThat(ledger.bundle(bundle.id()))
              .isNotNull()
              .isEqualTo(cluster.member(0).ledger().bundle(bundle.id()));
        }
      }
    }
  }
}
