package dev.braid.coordinator.log.hazelcast;

import static dev.braid.coordinator.log.hazelcast.TestMember.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.LogUnavailableException;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.types.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members in one process: the log's rules across them. */
final class ClusterLogTest {
  private static final int SNAPSHOT_EVERY = MemberConfiguration.ENTRIES_PER_SNAPSHOT;

  @TempDir Path directory;
  private Map<Address, HostPort> places = Map.of();
  private List<TestMember> members = List.of();
  private final Queue<Long> heights = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() {
    places = TestMember.places(3);
    members = start(StartMode.BOOTSTRAP);
  }

  private List<TestMember> start(StartMode mode) {
    return new ArrayList<>(
        TestMember.start(places, directory, mode, peers -> height -> heights.add(height)));
  }

  @AfterEach
  void stop() {
    members.forEach(TestMember::close);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private TestMember leader() {
    return TestMember.leaderOf(members);
  }

  /** Raft takes nothing while more than a few entries of a former leader wait for a majority. */
  private static LogHead takeOver(TestMember member) throws Exception {
    AtomicReference<LogHead> head = new AtomicReference<>();
    until(
        "a take-over",
        () -> {
          try {
            head.set(await(member.log().takeOver()));
          } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(LogUnavailableException.class);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return head.get() != null;
        });
    return Objects.requireNonNull(head.get());
  }

  private List<TakenBatch> append(TestMember leader, LogHead head, int count) throws Exception {
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
    for (TestMember member : members) {
      until("all batches", () -> member.batches().claims().size() >= claims.size());
      assertThat(member.batches().claims()).isEqualTo(claims);
      until("durable", () -> member.batches().durable() == claims.size() - 1);
    }
  }

  @Test
  void putsTheSameBatchesInTheSameOrderOnAllMembersO1() throws Exception {
    TestMember leader = leader();
    assertThat(leader.log().role()).isEqualTo(ReplicatedLog.Role.FOLLOWER);
    LogHead head = takeOver(leader);
    assertThat(head).isEqualTo(new LogHead(1, -1, LogHead.EMPTY.hash()));
    assertThat(leader.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
    List<TakenBatch> batches = append(leader, head, 2 * SNAPSHOT_EVERY);
    allHold(batches);
    for (TestMember member : members) {
      assertThat(member.log().leader()).isEqualTo(leader.address());
      assertThat(member.batches().synced()).as("synced before a snapshot").isPositive();
      if (member != leader) {
        assertThat(member.log().role()).isEqualTo(ReplicatedLog.Role.FOLLOWER);
      }
    }
  }

  @Test
  void answersByTheRuleO2() throws Exception {
    TestMember leader = leader();
    TakenBatch tooEarly =
        TestBatches.after(LogHead.EMPTY, 0, 100); // term 0 is the one before the first take-over
    assertThat(await(leader.log().append(tooEarly))).isEqualTo(new AppendOutcome.Applied());
    assertThat(await(leader.log().append(tooEarly))).isEqualTo(new AppendOutcome.AlreadyApplied());
    LogHead head = takeOver(leader);
    TakenBatch late = TestBatches.after(TestBatches.head(tooEarly), 0, 100);
    assertThat(await(leader.log().append(late))).isEqualTo(new AppendOutcome.StaleTerm(1));
    TakenBatch gap = TestBatches.after(TestBatches.head(TestBatches.after(head, 0, 9)), 0, 100);
    assertThat(await(leader.log().append(gap))).isEqualTo(new AppendOutcome.NotNext(head));
    TestMember follower =
        members.stream().filter(member -> member != leader).findFirst().orElseThrow();
    assertThat(await(follower.log().append(TestBatches.after(head, 0, 9))))
        .isInstanceOf(AppendOutcome.Unavailable.class);
  }

  @Test
  void givesTheLeadershipToAnotherMemberAndFencesTheOldOne() throws Exception {
    TestMember first = leader();
    List<TakenBatch> batches = new ArrayList<>(append(first, takeOver(first), 20));
    first.log().handOver("a test");
    until("another leader", () -> !first.log().shouldLead());
    TestMember second = leader();
    LogHead head = takeOver(second);
    assertThat(head.term()).isEqualTo(2);
    assertThat(head.height()).isEqualTo(19);
    batches.addAll(append(second, head, 20));
    allHold(batches);
    until("the old leader knows", () -> first.log().role() == ReplicatedLog.Role.FOLLOWER);
    assertThat(second.log().role()).isEqualTo(ReplicatedLog.Role.LEADER);
  }

  @Test
  void goesOnAfterTheLeaderIsGone() throws Exception {
    TestMember first = leader();
    List<TakenBatch> batches = new ArrayList<>(append(first, takeOver(first), 20));
    members.remove(first);
    first.close();
    assertThat(first.log().role()).isEqualTo(ReplicatedLog.Role.STOPPED);
    TestMember second = leader();
    batches.addAll(append(second, takeOver(second), 20));
    allHold(batches);
  }

  @Test
  void handsOverWhatRaftKeptAgainAfterARestartOfAllD2() throws Exception {
    TestMember leader = leader();
    List<TakenBatch> batches = append(leader, takeOver(leader), SNAPSHOT_EVERY + 100);
    allHold(batches);
    members.forEach(TestMember::close);
    heights.clear();
    members = start(StartMode.RESTART);
    assertThat(heights).containsOnly((long) batches.size() - 1).hasSize(3);
    TestMember next = leader();
    LogHead head = takeOver(next);
    assertThat(head.height()).isEqualTo(batches.size() - 1);
    TakenBatch more = TestBatches.after(head, 0, 100);
    assertThat(await(next.log().append(batches.getLast())))
        .isEqualTo(new AppendOutcome.AlreadyApplied());
    assertThat(await(next.log().append(more))).isEqualTo(new AppendOutcome.Applied());
    for (TestMember member : members) {
      until("the newest batch", () -> member.batches().durable() == batches.size());
      assertThat(member.batches().skipped()).as("up to the snapshot").hasSize(1);
      long first = member.batches().skipped().getFirst().height() + 1;
      assertThat(member.batches().claims())
          .isEqualTo(
              Stream.concat(batches.stream().skip(first), Stream.of(more))
                  .map(TakenBatch::claim)
                  .toList());
      assertThat(member.failures()).isEmpty();
    }
  }
}
