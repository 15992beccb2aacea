package dev.braid.coordinator.log.hazelcast;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Frames on their way to a segment: a payload is serialised right behind the place of its header,
 * which is filled in afterwards, so that its bytes are copied once.
 *
 * <p>A frame: length of what follows the checksum (4 bytes), CRC32C of length and body (4), up to
 * where the segment was durable when the frame was made (4), kind (1), index (8), payload.
 */
final class FrameBuffer extends OutputStream {
  static final int PREFIX_BYTES = 8;
  static final int BODY_HEADER_BYTES = 13;
  static final int HEADER_BYTES = PREFIX_BYTES + BODY_HEADER_BYTES;
  static final int MAX_FRAME_BYTES = 256 << 20;
  private static final int KEEP_BYTES = 8 << 20;

  private byte[] bytes;
  private int size;

  FrameBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /** Starts a frame and returns where it starts; the payload is written next, then {@link #end}. */
  int begin(FrameKind kind, long index, int durable) throws IOException {
    int start = size;
    need(HEADER_BYTES);
    size += HEADER_BYTES;
    ByteBuffer header = ByteBuffer.wrap(bytes, start + PREFIX_BYTES, BODY_HEADER_BYTES);
    header.putInt(durable).put(kind.code()).putLong(index);
    return start;
  }

  void end(int start) {
    int length = size - start - PREFIX_BYTES;
    ByteBuffer.wrap(bytes).putInt(start, length);
    ByteBuffer.wrap(bytes).putInt(start + 4, checksum(bytes, start, length));
  }

  /** Takes the last frame out, to be put into another segment with {@link #putAgain}. */
  byte[] takeFrom(int start) {
    byte[] frame = Arrays.copyOfRange(bytes, start, size);
    size = start;
    return frame;
  }

  void putAgain(byte[] frame, int durable) throws IOException {
    int start = size;
    write(frame, 0, frame.length);
    ByteBuffer.wrap(bytes).putInt(start + PREFIX_BYTES, durable);
    end(start);
  }

  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  void clear() {
    size = 0;
    if (bytes.length > KEEP_BYTES) {
      bytes = new byte[KEEP_BYTES];
    }
  }

  @Override
  public void write(int b) throws IOException {
    need(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    need(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  private void need(int more) throws IOException {
    long wanted = (long) size + more;
    if (wanted > MAX_FRAME_BYTES) {
      throw new IOException("more than " + MAX_FRAME_BYTES + " bytes wait to be written");
    }
    if (wanted > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.max(wanted, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }
  }

  /** The checksum of the frame that starts at {@code start} and has {@code length} in its field. */
  static int checksum(byte[] bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, start, 4);
    crc.update(bytes, start + PREFIX_BYTES, length);
    return (int) crc.getValue();
  }
}
