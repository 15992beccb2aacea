package dev.braid.it.agent;

/** The steps of a round at which a process is killed. Rounds of the tests span two rollups. */
public enum KillPoint {
  /** A rollup client is asked for a candidate and has done nothing yet. */
  BEFORE_PREPARE,
  /** A candidate stands; the driver does not know it yet. */
  AFTER_PREPARE,
  /**
   * The decision is certified and the first adoption is asked for; no rollup was told of it yet.
   */
  AFTER_DECISION_DURABLE,
  /** One rollup has adopted; the other was not told yet. */
  BETWEEN_ADOPTIONS,
  /** Both rollups have adopted; the driver does not know it of the second yet. */
  BEFORE_ADOPTION_LOGGED
}
