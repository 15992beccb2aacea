package dev.braid.coordinator.log.hazelcast;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** The first bytes of a segment: magic, layout version, the segment's number, CRC32C of these. */
final class SegmentHeader {
  static final int BYTES = 24;
  private static final long MAGIC = 0x42524149_44524654L; // "BRAIDRFT"
  private static final int VERSION = 1;
  private static final int CHECKED_BYTES = 20;

  private SegmentHeader() {}

  static ByteBuffer of(long sequence) {
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    header.putLong(MAGIC).putInt(VERSION).putLong(sequence);
    return header.putInt(checksum(header.array())).flip();
  }

  /**
   * @throws MemberRefusedException when these are not the first bytes of that segment
   */
  static void check(Path file, byte[] bytes, long sequence) {
    if (bytes.length < BYTES) {
      throw MemberRefusedException.damaged(file, bytes.length, "it ends within its header");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, 0, BYTES);
    if (header.getLong() != MAGIC
        || checksum(bytes) != ByteBuffer.wrap(bytes).getInt(CHECKED_BYTES)) {
      throw MemberRefusedException.damaged(file, 0, "its header's checksum does not hold");
    }
    int version = header.getInt();
    if (version != VERSION) {
      throw MemberRefusedException.damaged(file, 8, "layout " + version + " is not known here");
    }
    long found = header.getLong();
    if (found != sequence) {
      throw MemberRefusedException.damaged(
          file, 12, "it says that it is segment " + found + " and is named as " + sequence);
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }
}
