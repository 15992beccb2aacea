package dev.braid.coordinator.log.hazelcast;

import org.jspecify.annotations.Nullable;

/** What a frame of a Raft log says; the codes are on disk. */
enum FrameKind {
  /** The entry of its index. */
  ENTRY(1),
  /** The entries from its index on are taken back. */
  TRUNCATE(2),
  /** The state after its index; what is before is not needed any more. */
  SNAPSHOT(3),
  /** The segment is complete; the next one follows. */
  SEAL(4);

  private final byte code;

  FrameKind(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static @Nullable FrameKind of(byte code) {
    return code >= ENTRY.code && code <= SEAL.code ? values()[code - 1] : null;
  }
}
