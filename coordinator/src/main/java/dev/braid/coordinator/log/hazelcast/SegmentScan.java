package dev.braid.coordinator.log.hazelcast;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one segment.
 *
 * <p>In the newest segment the first bad frame is where a crash tore the tail off, and nothing of
 * it was acknowledged, unless a good frame behind it says that this place was durable already: then
 * bytes changed that must not, and the segment is refused. All older segments were synced as a
 * whole and end with a seal.
 *
 * @param frames without the seal
 * @param end where the last good frame ends
 */
record SegmentScan(List<Frame> frames, int end, boolean sealed, boolean torn) {

  static SegmentScan read(Path file, byte[] bytes, long sequence, boolean newest) {
    SegmentHeader.check(file, bytes, sequence);
    List<Frame> frames = new ArrayList<>();
    int at = SegmentHeader.BYTES;
    while (true) {
      Frame frame = frameAt(file, bytes, at);
      if (frame == null) {
        break;
      }
      if (frame.kind() == FrameKind.SEAL) {
        return new SegmentScan(frames, frame.end(), true, false);
      }
      frames.add(frame);
      at = frame.end();
    }
    if (!newest) {
      throw MemberRefusedException.damaged(file, at, "no frame here, and no seal before");
    }
    boolean torn = refuseUnlessTorn(file, bytes, at);
    return new SegmentScan(frames, at, false, torn);
  }

  /** The good frame that starts there, or null. */
  private static @Nullable Frame frameAt(Path file, byte[] bytes, int at) {
    if (bytes.length - at < FrameBuffer.HEADER_BYTES) {
      return null;
    }
    ByteBuffer view = ByteBuffer.wrap(bytes);
    int length = view.getInt(at);
    int room = bytes.length - at - FrameBuffer.PREFIX_BYTES;
    if (length < FrameBuffer.BODY_HEADER_BYTES || length > room) {
      return null;
    }
    int body = at + FrameBuffer.PREFIX_BYTES;
    FrameKind kind = FrameKind.of(bytes[body + 4]);
    if (kind == null || view.getInt(at + 4) != FrameBuffer.checksum(bytes, at, length)) {
      return null;
    }
    return new Frame(
        kind,
        view.getLong(body + 5),
        file,
        bytes,
        at,
        body + FrameBuffer.BODY_HEADER_BYTES,
        body + length);
  }

  /** Whether anything but zeros follows. */
  private static boolean refuseUnlessTorn(Path file, byte[] bytes, int cut) {
    int last = bytes.length - 1;
    while (last >= cut && bytes[last] == 0) {
      last--;
    }
    for (int at = cut + 1; at <= last; at++) {
      Frame later = frameAt(file, bytes, at);
      if (later != null && durableBefore(later) > cut) {
        throw MemberRefusedException.damaged(
            file, cut, "the frame here is bad, and a later one says that it was durable");
      }
    }
    return last >= cut;
  }

  private static int durableBefore(Frame frame) {
    return ByteBuffer.wrap(frame.bytes()).getInt(frame.start() + FrameBuffer.PREFIX_BYTES);
  }
}
