package dev.braid.coordinator.codec;

/** Bytes that are no such message: cut, of an unknown kind, or with a value out of range. */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean isUnknownKind;

  CodecException(String message) {
    this(message, false);
  }

  CodecException(String message, Throwable cause) {
    super(message, cause);
    this.isUnknownKind = false;
  }

  private CodecException(String message, boolean isUnknownKind) {
    super(message);
    this.isUnknownKind = isUnknownKind;
  }

  /** A kind that this build does not know: made under rules of another version, not damaged. */
  static CodecException unknownKind(String message) {
    return new CodecException(message, true);
  }

  public boolean isUnknownKind() {
    return isUnknownKind;
  }
}
