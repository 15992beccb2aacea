package dev.braid.coordinator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a command is given: a file, or standard input as {@code -}. */
final class Input {
  /** Longer input is refused; a node takes bodies of 4 MiB by default. */
  static final int MAX_BYTES = 64 << 20;

  private Input() {}

  static byte[] read(String file) {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = System.in.readNBytes(MAX_BYTES + 1);
      } else if (Files.size(Path.of(file)) > MAX_BYTES) {
        throw tooLong(file);
      } else {
        bytes = Files.readAllBytes(Path.of(file));
      }
      if (bytes.length > MAX_BYTES) {
        throw tooLong(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new CliException(Exit.USAGE, file + " cannot be read: " + e);
    }
  }

  static String readText(String file) {
    return new String(read(file), StandardCharsets.UTF_8);
  }

  private static CliException tooLong(String file) {
    return new CliException(Exit.USAGE, file + " is longer than " + MAX_BYTES + " bytes");
  }
}
