package dev.braid.coordinator.ingress;

/** What came of a request that was handed to whoever leads. */
public sealed interface Routed<R> {
  /** The leader's answer. */
  record Answered<R>(R reply) implements Routed<R> {}

  /** It may have been acted on, or may be yet: asking again is safe (O2). */
  record Unknown<R>(String why) implements Routed<R> {}

  /** Nothing was done: nobody leads, so there is no majority as far as this member knows. */
  record NoQuorum<R>(String why) implements Routed<R> {}

  /** Nothing was done: whoever leads could not be reached in time. */
  record Unavailable<R>(String why) implements Routed<R> {}
}
