package dev.braid.protocol.log;

/**
 * A rule is broken: how the rules of an entry say so to the one place that makes a {@link
 * Violation} of it. Checked, without a stack trace, never seen outside the package.
 */
final class Broken extends Exception {
  private static final long serialVersionUID = 1L;

  private final Violation.Rule rule;
  private final String detail;

  Broken(Violation.Rule rule, String detail) {
    super(detail, null, false, false);
    this.rule = rule;
    this.detail = detail;
  }

  /** Throws unless the condition holds. */
  static void unless(boolean holds, Violation.Rule rule, String detail) throws Broken {
    if (!holds) {
      throw new Broken(rule, detail);
    }
  }

  Violation at(int entry) {
    return new Violation(rule, entry, detail);
  }
}
