package dev.braid.coordinator.simulation;

/** What a lying leader does to its batches before it appends them. */
enum Lies {
  /** A batch that names another predecessor. */
  FORKS,
  /** A bundle that has a position gets another one. */
  REPEATS_A_BUNDLE,
  /** A decision without one rollup of a bundle that it includes. */
  LEAVES_OUT_A_SLICE,
  /** A decided block that does not extend the last decided one. */
  BUILDS_ON_ANOTHER_PARENT,
  /** Bytes that are no batch at all. */
  SENDS_RUBBISH,
  /** A claimed hash that the bytes do not have. */
  CLAIMS_ANOTHER_HASH
}
