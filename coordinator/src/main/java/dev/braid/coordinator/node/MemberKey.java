package dev.braid.coordinator.node;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The file that holds a member's signing key: 32 bytes as hex with {@code 0x}, readable by its
 * owner alone. A key is made together with an empty data directory and never beside data: a member
 * that lost its key must not go on under another name.
 */
public final class MemberKey {
  private static final Set<PosixFilePermission> FORBIDDEN =
      PosixFilePermissions.fromString("---rwxrwx");

  private MemberKey() {}

  /**
   * Reads the key, or makes one when {@code dataIsEmpty}.
   *
   * @throws StartRefused when the file is missing beside data, unreadable, malformed, or open to
   *     others
   */
  public static PrivateKey loadOrCreate(Path file, boolean dataIsEmpty) {
    try {
      if (Files.exists(file)) {
        return load(file);
      }
      if (!dataIsEmpty) {
        throw new StartRefused(
            "member key "
                + file
                + " is missing, but the data directory holds a log: restore the key");
      }
      return create(file);
    } catch (IOException e) {
      throw new StartRefused("member key " + file + ": " + e.getMessage(), e);
    }
  }

  private static PrivateKey load(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(FORBIDDEN::contains)) {
        throw new StartRefused(
            "member key " + file + " is open to others than its owner: chmod 600 it");
      }
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    try {
      return new PrivateKey(Bytes32.fromHex(text.startsWith("0x") ? text : "0x" + text));
    } catch (IllegalArgumentException e) {
      throw new StartRefused("member key " + file + " must hold 32 bytes as hex");
    }
  }

  private static PrivateKey create(Path file) throws IOException {
    byte[] secret = new byte[Bytes32.SIZE];
    new SecureRandom().nextBytes(secret);
    // The group order begins with 32 one bits: clearing the first keeps every draw in range, and a
    // draw of zero does not happen.
    secret[0] &= 0x7f;
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    byte[] text = (Bytes.of(secret).toHex() + "\n").getBytes(StandardCharsets.US_ASCII);
    boolean posix = Path.of(".").getFileSystem().supportedFileAttributeViews().contains("posix");
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        posix
            ? FileChannel.open(
                file,
                options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
            : FileChannel.open(file, options)) {
      channel.write(java.nio.ByteBuffer.wrap(text));
      channel.force(true);
    }
    return new PrivateKey(Bytes32.wrap(secret));
  }
}
