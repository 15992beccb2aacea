package dev.braid.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.LogBatch;
import dev.braid.it.checker.LogChecker;
import dev.braid.it.checker.LogReader;
import dev.braid.it.checker.LogVerdict;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.checker.Verdict;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Cli;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import dev.braid.it.load.Book;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says of a mended, healthy cluster whether every promise was kept: by its rollups' RPC (A1, A3),
 * by the logs that all members show (O1, O2, D1, D2), and by their files.
 */
public final class Judge {
  private static final Duration SETTLED = Duration.ofSeconds(300);

  private Judge() {}

  /** Both verdicts, which hold. */
  public record Findings(Verdict rollups, LogVerdict log, long acknowledged) {
    @Override
    public String toString() {
      return "%d bundles sent, %d acknowledged, %d landed; %d receipts checked against %d batches of %d terms"
          .formatted(
              rollups.bundles(),
              acknowledged,
              rollups.landed(),
              log.receipts(),
              log.batches(),
              log.terms());
    }
  }

  /**
   * Waits until every bundle is final, then judges. All members must be healthy.
   *
   * @throws AssertionError with everything that is wrong
   */
  public static Findings judge(Cluster cluster, Book book) {
    Member first = cluster.member(0);
    List<SentBundle> settled = book.settle(first.rpc(), SETTLED);
    Verdict rollups = AtomicityChecker.check(cluster.rollups(), settled);
    int height = LogReader.read(first.url()).size();
    Map<String, List<LogBatch>> logs = new TreeMap<>();
    for (Member member : cluster.members()) {
      logs.put(
          member.toString(),
          Await.value(
              member + " to hold the whole log",
              SETTLED,
              () -> {
                List<LogBatch> log = LogReader.read(member.url());
                return log.size() < height ? null : log;
              }));
    }
    LogVerdict log = LogChecker.check(logs, cluster.signers(), book.receipts());
    Findings findings = new Findings(rollups, log, book.acknowledged());
    rollups.assertHolds();
    log.assertHolds();
    // Where nothing lands nothing is torn either, and that proves nothing.
    assertThat(rollups.landed()).describedAs("landed of %s", findings).isPositive();
    return findings;
  }

  /** Ends all members and has each one's files verified offline. */
  public static void verifyFiles(Cluster cluster) {
    for (Member member : cluster.members()) {
      member.kill();
    }
    for (Member member : cluster.members()) {
      Cli.Result verified = member.verifyLog();
      assertThat(verified.exit()).describedAs(member + ": " + verified.output()).isZero();
    }
  }
}
