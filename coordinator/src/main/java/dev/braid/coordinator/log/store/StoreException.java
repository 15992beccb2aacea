package dev.braid.coordinator.log.store;

/** Why a store cannot be opened, read or written; the message is for the operator. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of trouble it is. */
  public enum Kind {
    /** Nothing there to open. */
    MISSING,
    /** Another process has it open. */
    LOCKED,
    /** Bytes are not what was written: refused, never skipped. */
    DAMAGED,
    /** Written in a layout or under rules that this build does not know. */
    UNKNOWN_FORMAT,
    /** It belongs to another network or member. */
    FOREIGN,
    /** A read or write failed. */
    FAILED,
    /** Closed while it was in use. */
    CLOSED
  }

  private final Kind kind;

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
