package dev.braid.it.checker;

import dev.braid.it.checker.AtomicityChecker.Landed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bundles of one block stand in order of position (O1). */
final class OrderCheck {
  private final List<Violation> violations;

  OrderCheck(List<Violation> violations) {
    this.violations = violations;
  }

  private record Standing(String id, int index, Cursor position) {}

  void check(List<Landed> landed) {
    Map<String, List<Standing>> blocks = new TreeMap<>();
    for (Landed bundle : landed) {
      Cursor position = ToldCheck.position(bundle.sent());
      if (position == null) {
        continue;
      }
      bundle
          .first()
          .forEach(
              (slice, place) ->
                  blocks
                      .computeIfAbsent(
                          slice.chainId() + "/" + place.block().number(), key -> new ArrayList<>())
                      .add(new Standing(bundle.id(), place.index(), position)));
    }
    blocks.forEach(this::checkBlock);
  }

  private void checkBlock(String block, List<Standing> bundles) {
    bundles.sort(Comparator.comparingInt(Standing::index));
    for (int i = 1; i < bundles.size(); i++) {
      Standing before = bundles.get(i - 1);
      Standing after = bundles.get(i);
      if (before.position().compareTo(after.position()) >= 0) {
        String what =
            before.id() + " at " + before.position() + " stands before " + after.position();
        violations.add(
            new Violation(Violation.Kind.ORDER, after.id(), "in block " + block + " " + what));
      }
    }
  }
}
