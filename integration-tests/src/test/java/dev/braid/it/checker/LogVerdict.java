package dev.braid.it.checker;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the log checker found.
 *
 * @param batches in the longest log
 * @param bundles that have a position
 * @param receipts that were checked
 * @param terms in which somebody led
 */
public record LogVerdict(
    List<Violation> violations, int batches, int bundles, int receipts, int terms) {

  public Set<Violation.Kind> kinds() {
    return violations.stream()
        .map(Violation::kind)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Violation.Kind.class)));
  }

  /** Throws with every violation, unless there is none. */
  public void assertHolds() {
    new Verdict(violations, bundles, 0, 0).assertHolds();
  }
}
