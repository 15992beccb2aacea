package dev.braid.coordinator.log.hazelcast;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Small files that are replaced as a whole: written beside, synced, renamed, and the directory
 * synced, so that a crash leaves the old content or the new. Layout: {@value #MAGIC}, length of the
 * content, CRC32C of the content, content.
 */
final class DurableFile {
  private static final int MAGIC = 0x42524631; // "BRF1"
  private static final int HEADER_BYTES = 12;
  private static final String BESIDE = ".new";

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads the content of a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private DurableFile() {}

  /** The new content is durable on return. */
  static void replace(Path file, Writer writer) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writer.write(new DataOutputStream(content));
    byte[] bytes = content.toByteArray();
    ByteBuffer framed = ByteBuffer.allocate(HEADER_BYTES + bytes.length);
    framed.putInt(MAGIC).putInt(bytes.length).putInt(checksum(bytes)).put(bytes).flip();
    Path beside = file.resolveSibling(file.getFileName() + BESIDE);
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (framed.hasRemaining()) {
        channel.write(framed);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(parent(file));
  }

  /**
   * What was written last; null when nothing was.
   *
   * @throws MemberRefusedException when the bytes are not what was written
   */
  static <T> @Nullable T read(Path file, Reader<T> reader) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (bytes.length < HEADER_BYTES) {
      throw MemberRefusedException.damaged(file, bytes.length, "it is too short");
    }
    ByteBuffer framed = ByteBuffer.wrap(bytes);
    int magic = framed.getInt();
    int length = framed.getInt();
    int checksum = framed.getInt();
    byte[] content = new byte[framed.remaining()];
    framed.get(content);
    if (magic != MAGIC || length != content.length || checksum != checksum(content)) {
      throw MemberRefusedException.damaged(file, 0, "its checksum does not hold");
    }
    return reader.read(new DataInputStream(new ByteArrayInputStream(content)));
  }

  /** Makes created, renamed and deleted names durable. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Creates a directory and makes its name durable; one that exists is left as it is. */
  static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      syncDirectory(parent(directory));
    }
  }

  private static Path parent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " has no directory");
    }
    return parent;
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
