package dev.braid.rollup.spi;

/** Why there is no usable answer: a closed list that health and alarms are made of. */
public enum Trouble {
  /** Nobody accepts the connection, or it broke before the answer. */
  UNREACHABLE,
  /** The time for the call was over before the answer came. */
  TIMEOUT,
  /** The engine works, but has not executed what it needs for an answer (SYNCING, ACCEPTED). */
  SYNCING,
  /** The engine does not take the caller's secret. */
  UNAUTHORIZED,
  /** The engine refuses the token because its clock and the caller's are too far apart. */
  CLOCK_DRIFT,
  /** The answer is not what was asked for: garbage, incomplete, or contradicting itself. */
  BAD_ANSWER,
  /** The engine answered with an error that no rule knows, or lacks a method that is needed. */
  REFUSED,
  /** Too many calls wait for this rollup already; nothing was sent. */
  QUEUE_FULL,
  /** The caller has lost the right to drive the engine; nothing more was sent. */
  FENCED,
  /** None of these, or not known. */
  UNKNOWN
}
