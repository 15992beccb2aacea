package dev.braid.coordinator.rounds;

import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import java.util.concurrent.CompletionStage;

/** Hands an entry to this member's batcher. */
@FunctionalInterface
public interface Proposer {
  /**
   * Does not block. Completes on any thread, exactly once, and never fails: a lost answer is {@link
   * AppendAnswer.Unknown}, since the entry may stand.
   *
   * @param term the entry was thought of in; in any other it is not appended ({@link
   *     AppendAnswer.NotLeader})
   */
  CompletionStage<AppendAnswer> propose(Entry entry, long term);
}
