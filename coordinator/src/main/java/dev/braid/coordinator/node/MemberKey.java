package dev.braid.coordinator.node;

import dev.braid.coordinator.config.SecretFile;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The file that holds a member's signing key: 32 bytes as hex with {@code 0x}, readable by its
 * owner alone. A key is made together with an empty data directory and never beside data: a member
 * that lost its key must not go on under another name.
 */
public final class MemberKey {
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
        return read(file);
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

  /**
   * Reads the key of a cluster's member. None is made: its address stands in the configuration of
   * all members already.
   *
   * @throws StartRefused as {@link #loadOrCreate}
   */
  public static PrivateKey load(Path file) {
    try {
      if (!Files.exists(file)) {
        throw new StartRefused(
            "member key "
                + file
                + " is missing: restore it, or for a new member make one with ./braid keys");
      }
      return read(file);
    } catch (IOException e) {
      throw new StartRefused("member key " + file + ": " + e.getMessage(), e);
    }
  }

  private static PrivateKey read(Path file) throws IOException {
    if (SecretFile.isOpenToOthers(file)) {
      throw new StartRefused(
          "member key " + file + " is open to others than its owner: chmod 600 it");
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    try {
      return new PrivateKey(Bytes32.fromHex(text.startsWith("0x") ? text : "0x" + text));
    } catch (IllegalArgumentException e) {
      throw new StartRefused("member key " + file + " must hold 32 bytes as hex");
    }
  }

  /**
   * Makes a new key and its file.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the file is there
   */
  public static PrivateKey create(Path file) throws IOException {
    byte[] secret = new byte[Bytes32.SIZE];
    new SecureRandom().nextBytes(secret);
    // The group order begins with 32 one bits: clearing the first keeps every draw in range, and a
    // draw of zero does not happen.
    secret[0] &= 0x7f;
    SecretFile.create(file, Bytes.of(secret).toHex() + "\n");
    return new PrivateKey(Bytes32.wrap(secret));
  }
}
