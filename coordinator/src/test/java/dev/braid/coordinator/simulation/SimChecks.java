package dev.braid.coordinator.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What must hold. The first thing that does not is remembered, for production code may catch what
 * is thrown in the middle of it.
 */
final class SimChecks {
  private static final ThreadLocal<@Nullable AssertionError> BROKEN = new ThreadLocal<>();

  private SimChecks() {}

  static void begin() {
    BROKEN.remove();
  }

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      AssertionError error = new AssertionError(otherwise);
      if (BROKEN.get() == null) {
        BROKEN.set(error);
      }
      throw error;
    }
  }

  /** Throws what was broken first. */
  static void rethrow() {
    AssertionError broken = BROKEN.get();
    if (broken != null) {
      throw broken;
    }
  }
}
