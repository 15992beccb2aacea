package dev.braid.coordinator.log.hazelcast;

import java.nio.file.Path;

/** Why a member of a cluster does not start; the message is for the operator. */
public final class MemberRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of trouble it is. */
  public enum Reason {
    /** An empty directory, and nobody said "bootstrap" or "join". */
    NOTHING_SAID,
    /** The batch store has batches, but what made this member one of a cluster is gone. */
    IDENTITY_LOST,
    /** The others hold signatures of this member over batches that its files know nothing of. */
    OLD_DATA,
    /** The directory belongs to another cluster or member. */
    FOREIGN,
    /** Bytes are not what was written: refused, never skipped. */
    DAMAGED,
    /** Another process has the directory open. */
    IN_USE,
    /** The address is open to everybody, and the configuration does not allow it. */
    PUBLIC_ADDRESS,
    /** The settings contradict themselves. */
    BAD_SETTINGS,
    /** The others keep a log already, without this member. */
    FORMED_WITHOUT_US,
    /** A read or write failed. */
    FAILED
  }

  private final Reason reason;

  MemberRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  MemberRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static MemberRefusedException damaged(Path file, long offset, String what) {
    return new MemberRefusedException(
        Reason.DAMAGED,
        file + " is damaged at byte " + offset + ": " + what + "; not started, nothing changed");
  }

  public Reason reason() {
    return reason;
  }
}
