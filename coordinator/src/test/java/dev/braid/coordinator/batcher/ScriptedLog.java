package dev.braid.coordinator.batcher;

import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.LogUnavailableException;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory by the real append rule, that takes batches at once and answers when the test
 * says so, with what the test says.
 */
final class ScriptedLog implements ReplicatedLog {
  static final Address SELF = Accounts.CURVE.address(SoloNode.MEMBER);
  static final Address OTHER = Address.fromHex("0x" + "22".repeat(20));

  /** An append that the batcher waits for. */
  record Pending(TakenBatch batch, CompletableFuture<AppendOutcome> answer) {}

  final Deque<Pending> pending = new ArrayDeque<>();
  final List<TakenBatch> taken = new ArrayList<>();
  final List<String> handedOver = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private AppendRule rule = AppendRule.empty();
  private @Nullable Address leader;
  private boolean shouldLead;
  int takeOvers;
  int refusedTakeOvers;

  /** Raft's leader moves; null = nobody. */
  void leader(@Nullable Address address) {
    leader = address;
    shouldLead = SELF.equals(address);
    listeners.forEach(Runnable::run);
  }

  /** Another member takes over. */
  void otherTakesOver() {
    rule = rule.takeOver();
  }

  /** Another member appends. */
  void otherAppends(TakenBatch batch) {
    offer(batch);
  }

  /** Decides the oldest append by the rule, and answers it. */
  TakenBatch decide() {
    Pending next = pending.removeFirst();
    next.answer().complete(offer(next.batch()));
    return next.batch();
  }

  /** Answers the oldest append without saying whether it was taken. */
  TakenBatch loseAnswer(boolean isTaken) {
    Pending next = pending.removeFirst();
    if (isTaken) {
      offer(next.batch());
    }
    next.answer().complete(new AppendOutcome.MayHaveHappened("scripted"));
    return next.batch();
  }

  /** Answers the oldest append as told; it is not taken. */
  void refuse(AppendOutcome outcome) {
    pending.removeFirst().answer().complete(outcome);
  }

  private AppendOutcome offer(TakenBatch batch) {
    AppendRule.Result result =
        rule.append(
            batch.claim().term(),
            batch.claim().height(),
            batch.claim().previousHash(),
            batch.claim().hash());
    rule = result.next();
    return switch (result.outcome()) {
      case APPLIED -> {
        taken.add(batch);
        yield new AppendOutcome.Applied();
      }
      case ALREADY_APPLIED -> new AppendOutcome.AlreadyApplied();
      case STALE_TERM -> new AppendOutcome.StaleTerm(rule.term());
      case NOT_NEXT -> new AppendOutcome.NotNext(head());
    };
  }

  @Override
  public LogHead head() {
    return new LogHead(rule.term(), rule.height(), rule.headHash());
  }

  @Override
  public Role role() {
    return shouldLead ? Role.LEADER : Role.FOLLOWER;
  }

  @Override
  public @Nullable Address leader() {
    return leader;
  }

  @Override
  public boolean shouldLead() {
    return shouldLead;
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void handOver(String why) {
    handedOver.add(why);
  }

  @Override
  public CompletionStage<LogHead> takeOver() {
    takeOvers++;
    if (takeOvers <= refusedTakeOvers) {
      return CompletableFuture.failedFuture(new LogUnavailableException("scripted"));
    }
    rule = rule.takeOver();
    return CompletableFuture.completedFuture(head());
  }

  @Override
  public CompletionStage<AppendOutcome> append(TakenBatch batch) {
    CompletableFuture<AppendOutcome> answer = new CompletableFuture<>();
    pending.addLast(new Pending(batch, answer));
    return answer;
  }

  @Override
  public void close() {}
}
