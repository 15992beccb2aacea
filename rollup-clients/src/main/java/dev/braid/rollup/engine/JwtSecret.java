package dev.braid.rollup.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that an Engine API port shares with its caller, and the tokens made with it
 * (execution-apis, {@code src/engine/authentication.md}): JSON Web Tokens, HS256, with the claim
 * {@code iat}, which the engine compares with its clock, 60 seconds either way.
 */
final class JwtSecret {
  private static final int SIZE = 32;

  /** A file that is longer holds something else. */
  private static final long MAX_FILE_BYTES = 1_024;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

  private final SecretKeySpec key;

  private JwtSecret(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * Reads 32 bytes of hex, with or without {@code 0x}, white space around it.
   *
   * @throws IllegalArgumentException when the file cannot be read or holds something else; the
   *     message names the file and never what it holds
   */
  static JwtSecret read(Path file) {
    String text = text(file);
    byte[] secret;
    try {
      secret = HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message shows a part of the content.
      throw unusable(file, "does not hold hex");
    }
    if (secret.length != SIZE) {
      throw unusable(file, "holds " + secret.length + " bytes, not " + SIZE);
    }
    return new JwtSecret(secret);
  }

  private static String text(Path file) {
    String text;
    try {
      text =
          Files.size(file) > MAX_FILE_BYTES
              ? ""
              : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      throw unusable(file, "cannot be read");
    }
    return text.startsWith("0x") ? text.substring(2) : text;
  }

  private static IllegalArgumentException unusable(Path file, String why) {
    return new IllegalArgumentException("JWT secret file " + file + " " + why);
  }

  /**
   * A token.
   *
   * @param issuedAtSeconds Unix time
   */
  String token(long issuedAtSeconds) {
    String claims = HEADER + "." + base64("{\"iat\":" + issuedAtSeconds + "}");
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signature = mac.doFinal(claims.getBytes(StandardCharsets.US_ASCII));
      return claims + "." + BASE64.encodeToString(signature);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "JwtSecret[masked]";
  }
}
