package dev.braid.coordinator.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How a rollup's engine is driven, beside its public RPC.
 *
 * @param url its Engine API
 * @param jwtSecret file with the secret of the Engine API: 32 bytes in hex, as engines write it
 * @param testing where it answers the {@code testing} namespace, which asks for no key
 * @param allowRemoteTesting whether {@code testing} may be anywhere but on this machine
 */
public record EngineConfig(RpcUrl url, Path jwtSecret, RpcUrl testing, boolean allowRemoteTesting) {
  private static final Pattern SECRET = Pattern.compile("(0x)?[0-9a-fA-F]{64}");
  private static final int MAX_SECRET_BYTES = 256;

  /**
   * @param base where relative paths start
   * @param rpc the rollup's public RPC
   */
  static EngineConfig read(Section section, Path base, RpcUrl rpc) {
    EngineConfig config = keys(section, base, rpc);
    section.end();
    if (!config.allowRemoteTesting && !Reach.isLoopback(config.testing.uri().getHost())) {
      throw section.refuse(
          "testing",
          config.testing
              + " is not on this machine, and whoever reaches this namespace can make the engine"
              + " build blocks: name a loopback address, or say allowRemoteTesting: true");
    }
    config.checkSecret(section);
    return config;
  }

  /** Reads without looking at anything but the text. */
  static EngineConfig keys(Section section, Path base, RpcUrl rpc) {
    return new EngineConfig(
        RpcUrl.read(section, "url", section.requiredText("url")),
        base.resolve(section.requiredText("jwtSecret")).normalize(),
        testing(section, rpc),
        section.flag("allowRemoteTesting", false));
  }

  private static RpcUrl testing(Section section, RpcUrl rpc) {
    String text = section.text("testing", "");
    return text.isEmpty() ? rpc : RpcUrl.read(section, "testing", text);
  }

  private void checkSecret(Section section) {
    try {
      if (!Files.isRegularFile(jwtSecret)) {
        throw section.refuse(
            "jwtSecret", jwtSecret + " is missing: it is the file that the engine reads too");
      }
      if (SecretFile.isOpenToOthers(jwtSecret)) {
        throw section.refuse(
            "jwtSecret", jwtSecret + " is open to others than its owner: chmod 600 it");
      }
      boolean isTooLong = Files.size(jwtSecret) > MAX_SECRET_BYTES;
      if (isTooLong
          || !SECRET
              .matcher(new String(SecretFile.read(jwtSecret), StandardCharsets.ISO_8859_1))
              .matches()) {
        throw section.refuse("jwtSecret", jwtSecret + " must hold 32 bytes as 64 hex digits");
      }
    } catch (IOException e) {
      throw section.refuse("jwtSecret", jwtSecret + " cannot be read: " + e.getMessage());
    }
  }
}
