package dev.braid.coordinator.codec;

/** Bytes that are no such message: cut, of an unknown kind, or with a value out of range. */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CodecException(String message) {
    super(message);
  }

  CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
