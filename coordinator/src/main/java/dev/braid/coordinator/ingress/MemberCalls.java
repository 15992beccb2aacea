package dev.braid.coordinator.ingress;

import dev.braid.protocol.types.Address;
import java.util.concurrent.CompletionStage;

/** How a member hands requests to the one that leads, which may be itself. */
public interface MemberCalls {
  /** Who of a member is to answer. */
  enum Part {
    /** Takes a {@code BatcherRequest}. */
    BATCHER,
    /** Takes a {@code CancelRequest}. */
    ROUNDS,
    /** Takes a {@code ReplaceRequest}. */
    REPLACEMENTS
  }

  /**
   * Asks once. Never blocks and never fails: what may go wrong is a reply. Completes on any thread.
   *
   * @param timeoutMillis after which it is {@link Reply.Lost}
   */
  CompletionStage<Reply> call(Address member, Part part, byte[] request, long timeoutMillis);

  /** What came of a call. */
  sealed interface Reply {
    record Answered(byte[] body) implements Reply {}

    /** It reached nobody, for certain. */
    record NotDelivered(String why) implements Reply {}

    /** No answer came: it may have been acted on, or may be yet. */
    record Lost(String why) implements Reply {}
  }
}
