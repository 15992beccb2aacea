package dev.braid.protocol.transaction;

/**
 * Bytes are not the one canonical encoding of what was to be read. Cheap: it has no stack trace.
 */
final class RlpException extends Exception {
  private static final long serialVersionUID = 1;

  RlpException(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
