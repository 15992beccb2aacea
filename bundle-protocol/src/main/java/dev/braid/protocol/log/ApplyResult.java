package dev.braid.protocol.log;

import java.util.List;

/** What {@code apply} made of a batch that the log has taken. */
public sealed interface ApplyResult {
  /** The batch holds; its effects are in the state. Events in order of entry. */
  record Applied(State state, List<LogEvent> events) implements ApplyResult {
    public Applied {
      events = List.copyOf(events);
    }
  }

  /** The batch breaks a rule: it keeps height and hash, nothing else of it has any effect. */
  record Void(State state, Violation violation) implements ApplyResult {}

  /**
   * This build cannot judge the batch (rules version, or a first batch that breaks a rule): the
   * node must stop and say so. Nothing is applied and nothing signed.
   */
  record Stop(String why) implements ApplyResult {}
}
