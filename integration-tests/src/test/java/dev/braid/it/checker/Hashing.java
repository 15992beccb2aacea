package dev.braid.it.checker;

import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Hex and keccak-256, of this package's own. */
public final class Hashing {
  private Hashing() {}

  public static byte[] keccak(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }

  /** The hash of a signed raw transaction, legacy or typed (EIP-2718): keccak-256 of its bytes. */
  public static String transactionHash(String raw) {
    return hex(keccak(bytes(raw)));
  }

  public static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.substring(2));
  }

  /** A QUANTITY ({@code 0x1f}) or a decimal number. */
  public static BigInteger number(String quantity) {
    return quantity.startsWith("0x")
        ? new BigInteger(quantity.substring(2), 16)
        : new BigInteger(quantity);
  }

  public static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }
}
