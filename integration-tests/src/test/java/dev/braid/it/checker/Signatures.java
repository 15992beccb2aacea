package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/**
 * secp256k1 signatures of members, by recovery of the signer; each distinct one is checked once.
 */
final class Signatures {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

  private final Map<String, String> recovered = new HashMap<>();

  /**
   * Who signed.
   *
   * @param signatures objects with {@code member} and {@code signature} (65 bytes)
   * @return distinct addresses in lower case, of signatures that are their member's own
   */
  Set<String> signers(byte[] digest, JsonNode signatures) {
    Set<String> signers = new TreeSet<>();
    for (JsonNode one : signatures) {
      String member = one.path("member").asText().toLowerCase(Locale.ROOT);
      String signature = one.path("signature").asText();
      String found =
          recovered.computeIfAbsent(
              Hashing.hex(digest) + signature, key -> recover(digest, Hashing.bytes(signature)));
      if (found.equals(member)) {
        signers.add(member);
      }
    }
    return signers;
  }

  /** The signer's address, or empty when there is none (SEC 1, section 4.1.6). */
  static String recover(byte[] digest, byte[] signature) {
    if (signature.length != 65) {
      return "";
    }
    BigInteger order = CURVE.getN();
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    int v = signature[64] - 27;
    boolean inRange = r.signum() > 0 && s.signum() > 0 && r.compareTo(order) < 0;
    if (!inRange || s.compareTo(order) >= 0 || (v != 0 && v != 1)) {
      return "";
    }
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + v);
    System.arraycopy(signature, 0, compressed, 1, 32);
    ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException e) {
      return ""; // r is no x coordinate of the curve
    }
    BigInteger inverse = r.modInverse(order);
    BigInteger e = new BigInteger(1, digest);
    BigInteger first = e.negate().multiply(inverse).mod(order);
    BigInteger second = s.multiply(inverse).mod(order);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), first, point, second);
    if (key.isInfinity()) {
      return "";
    }
    byte[] encoded = key.normalize().getEncoded(false);
    byte[] hash = Hashing.keccak(Arrays.copyOfRange(encoded, 1, 65));
    return Hashing.hex(Arrays.copyOfRange(hash, 12, 32));
  }
}
