package dev.braid.coordinator.log.hazelcast;

import java.nio.file.Path;

/**
 * A frame as it was read from a segment.
 *
 * @param index of Raft's log
 * @param file the segment's, for messages
 * @param bytes the segment's
 * @param start where the frame starts in it
 * @param payload where its payload starts in it
 * @param end where the frame ends
 */
@SuppressWarnings("ArrayRecordComponent") // a view of one large array, never compared
record Frame(
    FrameKind kind, long index, Path file, byte[] bytes, int start, int payload, int end) {}
