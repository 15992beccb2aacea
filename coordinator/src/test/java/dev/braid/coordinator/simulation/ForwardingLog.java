package dev.braid.coordinator.simulation;

import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.types.Address;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A log that is another one but for what is overridden. */
class ForwardingLog implements ReplicatedLog {
  final ReplicatedLog right;

  ForwardingLog(ReplicatedLog right) {
    this.right = right;
  }

  @Override
  public LogHead head() {
    return right.head();
  }

  @Override
  public Role role() {
    return right.role();
  }

  @Override
  public @Nullable Address leader() {
    return right.leader();
  }

  @Override
  public boolean shouldLead() {
    return right.shouldLead();
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    right.onLeadershipChange(listener);
  }

  @Override
  public void handOver(String why) {
    right.handOver(why);
  }

  @Override
  public CompletionStage<LogHead> takeOver() {
    return right.takeOver();
  }

  @Override
  public CompletionStage<AppendOutcome> append(TakenBatch batch) {
    return right.append(batch);
  }

  @Override
  public void close() {
    right.close();
  }
}
