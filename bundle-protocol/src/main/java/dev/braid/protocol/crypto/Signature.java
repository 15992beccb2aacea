package dev.braid.protocol.crypto;

import dev.braid.protocol.types.Bytes;
import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/**
 * A recoverable secp256k1 signature of 65 bytes, {@code r ‖ s ‖ v}. The bytes are kept as given;
 * {@link Secp256k1#recover} says whether they are a valid signature (v 0, 1, 27 or 28; low s only,
 * EIP-2).
 */
public record Signature(Bytes bytes) {
  public static final int SIZE = 65;

  /** The order of the curve (SEC 2). */
  public static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  /** The greatest s that is low (EIP-2). */
  public static final BigInteger HALF_N = N.shiftRight(1);

  public Signature {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("expected 65 bytes, got " + bytes.size());
    }
  }

  /** From its numbers, v 27 or 28. */
  public static Signature of(BigInteger r, BigInteger s, boolean oddY) {
    byte[] out = new byte[SIZE];
    BigIntegers.asUnsignedByteArray(r, out, 0, 32);
    BigIntegers.asUnsignedByteArray(s, out, 32, 32);
    out[64] = (byte) (oddY ? 28 : 27);
    return new Signature(Bytes.wrap(out));
  }

  public BigInteger r() {
    return new BigInteger(1, bytes.unsafeArray(), 0, 32);
  }

  public BigInteger s() {
    return new BigInteger(1, bytes.unsafeArray(), 32, 32);
  }

  /** Whether v says that the y of the signature's point is odd. */
  public boolean isOddY() {
    int v = bytes.get(64);
    return v == 1 || v == 28;
  }

  /** Whether the numbers are in range: r in 1 .. n-1, s in 1 .. n/2, v 0, 1, 27 or 28. */
  public boolean isCanonical() {
    int v = bytes.get(64);
    BigInteger r = r();
    BigInteger s = s();
    return (v == 0 || v == 1 || v == 27 || v == 28)
        && r.signum() > 0
        && r.compareTo(N) < 0
        && s.signum() > 0
        && s.compareTo(HALF_N) <= 0;
  }
}
