package dev.braid.protocol.log;

/** A value has no canonical encoding, or bytes are not one. */
public final class MalformedValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedValueException(String message) {
    super(message);
  }
}
