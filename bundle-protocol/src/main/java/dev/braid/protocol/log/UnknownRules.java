package dev.braid.protocol.log;

/**
 * The log is to go on under rules that this build does not know; never seen outside the package.
 */
final class UnknownRules extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownRules(int rulesVersion) {
    super(
        "rules version " + rulesVersion + " is not known to this build: a newer one is needed",
        null,
        false,
        false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
