package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members in one process, without disks: the log's rules across them. */
final class ClusterLogTest {
  private static final int SNAPSHOT_EVERY = 100;
  private List<MemoryMember> members = List.of();

  @BeforeEach
  void start() throws Exception {
    members = new ArrayList<>(MemoryMember.three(SNAPSHOT_EVERY));
  }

  @AfterEach
  void stop() {
    members.forEach(MemoryMember::close);
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waits for: %s", what).isLessThan(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private MemoryMember leader() {
    until("a leader", () -> members.stream().anyMatch(member -> member.log().shouldLead()));
    return members.stream().filter(member -> member.log().shouldLead()).findFirst().orElseThrow();
  }

  private List<TakenBatch> append(MemoryMember leader, LogHead head, int count) throws Exception {
    List<TakenBatch> batches = new ArrayList<>();
    List<CompletionStage<AppendOutcome>> outcomes = new ArrayList<>();
    LogHead next = head;
    for (int i = 0; i < count; i++) {
      TakenBatch batch = TestBatches.after(next, i, 200);
      batches.add(batch);
      next = TestBatches.head(batch);
      outcomes.add(leader.log().append(batch));
      if (outcomes.size() == 8) {
        for (CompletionStage<AppendOutcome> outcome : outcomes) {
          assertThat(await(outcome)).isEqualTo(new AppendOutcome.Applied());
        }
        outcomes.clear();
      }
    }
    for (CompletionStage<AppendOutcome> outcome : outcomes) {
      assertThat(await(outcome)).isEqualTo(new AppendOutcome.Applied());
    }
    return batches;
  }

  private void allHold(List<TakenBatch> batches) {
    List<AppendClaim> claims = batches.stream().map(TakenBatch::claim).toList();
    for (MemoryMember member : members) {
      until("all batches", () -> member.batches().claims().size() >= claims.size());
      assertThat(member.batches().claims()).isEqualTo(claims);
      until("durable", () -> member.batches().durable() == claims.size() - 1);
    }
  }

  @Test
  void putsTheSameBatchesInTheSameOrderOnAllMembersO1() throws Exception {
    MemoryMember leader = leader();
    assertThat(leader.log().role()).isEqualTo(ReplicatedLog.Role.FOLLOWER);
    LogHead head = await(leader.log().takeOver());
    assertThat(head).isEqualTo(new LogHead(1, -1, LogHead.EMPTY.hash()));
    assertThat(leader.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
    List<TakenBatch> batches = append(leader, head, 3 * SNAPSHOT_EVERY);
    allHold(batches);
    for (MemoryMember member : members) {
      assertThat(member.log().leader()).isEqualTo(leader.address());
      assertThat(member.batches().synced()).as("synced before a snapshot").isPositive();
      if (member != leader) {
        assertThat(member.log().role()).isEqualTo(ReplicatedLog.Role.FOLLOWER);
      }
    }
  }

  @Test
  void answersByTheRuleO2() throws Exception {
    MemoryMember leader = leader();
    TakenBatch tooEarly =
        TestBatches.after(LogHead.EMPTY, 0, 100); // term 0 is the one before the first take-over
    assertThat(await(leader.log().append(tooEarly))).isEqualTo(new AppendOutcome.Applied());
    assertThat(await(leader.log().append(tooEarly))).isEqualTo(new AppendOutcome.AlreadyApplied());
    LogHead head = await(leader.log().takeOver());
    TakenBatch late = TestBatches.after(TestBatches.head(tooEarly), 0, 100);
    assertThat(await(leader.log().append(late))).isEqualTo(new AppendOutcome.StaleTerm(1));
    TakenBatch gap = TestBatches.after(TestBatches.head(TestBatches.after(head, 0, 9)), 0, 100);
    assertThat(await(leader.log().append(gap))).isEqualTo(new AppendOutcome.NotNext(head));
    MemoryMember follower =
        members.stream().filter(member -> member != leader).findFirst().orElseThrow();
    assertThat(await(follower.log().append(TestBatches.after(head, 0, 9))))
        .isInstanceOf(AppendOutcome.Unavailable.class);
  }

  @Test
  void givesTheLeadershipToAnotherMemberAndFencesTheOldOne() throws Exception {
    MemoryMember first = leader();
    List<TakenBatch> batches = new ArrayList<>(append(first, await(first.log().takeOver()), 20));
    first.log().handOver("a test");
    until("another leader", () -> !first.log().shouldLead());
    MemoryMember second = leader();
    LogHead head = await(second.log().takeOver());
    assertThat(head.term()).isEqualTo(2);
    assertThat(head.height()).isEqualTo(19);
    batches.addAll(append(second, head, 20));
    allHold(batches);
    until("the old leader knows", () -> first.log().role() == ReplicatedLog.Role.FOLLOWER);
    assertThat(second.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
  }

  @Test
  void goesOnAfterTheLeaderIsGone() throws Exception {
    MemoryMember first = leader();
    List<TakenBatch> batches = new ArrayList<>(append(first, await(first.log().takeOver()), 20));
    members.remove(first);
    first.close();
    assertThat(first.log().role()).isEqualTo(ReplicatedLog.Role.STOPPED);
    MemoryMember second = leader();
    batches.addAll(append(second, await(second.log().takeOver()), 20));
    allHold(batches);
  }
}
