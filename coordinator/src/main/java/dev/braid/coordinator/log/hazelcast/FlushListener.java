package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPGroupId;

/**
 * Told what this member holds for good. An entry may be applied before this member's own copy of it
 * is durable (two others can commit it): nothing is signed before it is told here.
 */
@FunctionalInterface
public interface FlushListener {
  /**
   * Everything up to {@code lastIndex} is on this member's disk; also told once per group when it
   * is restored. On the group's thread: must not block. An index may be lower than one told before
   * when uncommitted entries were replaced.
   */
  void flushed(CPGroupId group, long lastIndex);

  /**
   * A snapshot is about to be written, taken here or sent by the leader: a start after it is
   * flushed begins behind it and never runs an entry below it again. What such entries did must be
   * durable elsewhere when this returns; may block for that, and stops this member by throwing. On
   * the group's thread.
   */
  default void beforeSnapshot(CPGroupId group, long index) {}
}
