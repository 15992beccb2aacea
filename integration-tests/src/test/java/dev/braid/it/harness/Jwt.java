package dev.braid.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens for an engine's port, made anew for each request (HS256, RFC 7519). */
final class Jwt {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

  private final byte[] secret;

  private Jwt(byte[] secret) {
    this.secret = secret.clone();
  }

  /** Of a secret file as engines read it: 32 bytes in hex. */
  static Jwt ofFile(Path file) {
    try {
      String hex = Files.readString(file).strip();
      return new Jwt(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String token() {
    String signed = HEADER + "." + encode("{\"iat\":" + System.currentTimeMillis() / 1_000 + "}");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] tag = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + URL.encodeToString(tag);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
