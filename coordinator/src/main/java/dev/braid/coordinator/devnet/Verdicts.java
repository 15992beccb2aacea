package dev.braid.coordinator.devnet;

/** Says on the screen what held and what did not, and remembers whether all did. */
final class Verdicts {
  private final Screen screen;
  private int failed;

  Verdicts(Screen screen) {
    this.screen = screen;
  }

  void check(boolean holds, String what) {
    if (holds) {
      screen.good("   ok   " + what);
    } else {
      failed++;
      screen.bad("   FAIL " + what);
    }
  }

  boolean allHold() {
    return failed == 0;
  }

  int failed() {
    return failed;
  }
}
