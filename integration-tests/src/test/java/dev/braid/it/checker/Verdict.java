package dev.braid.it.checker;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the checker found.
 *
 * @param landed how many bundles stand on all their rollups
 */
public record Verdict(List<Violation> violations, int bundles, int landed, int transactions) {

  public Set<Violation.Kind> kinds() {
    return violations.stream()
        .map(Violation::kind)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Violation.Kind.class)));
  }

  /** Throws with every violation, unless there is none. */
  public void assertHolds() {
    if (!violations.isEmpty()) {
      String all = violations.stream().map(Violation::toString).collect(Collectors.joining("\n  "));
      throw new AssertionError(violations.size() + " violations:\n  " + all);
    }
  }
}
