package dev.braid.protocol.crypto;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.FixedPointUtil;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * secp256k1 (SEC 2) on Bouncy Castle's own arithmetic: runs everywhere, and is the reference that
 * any faster implementation is compared with. Tables for the generator are made once per process.
 */
public final class BouncyCastleSecp256k1 implements Secp256k1 {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECCurve CURVE = PARAMETERS.getCurve();
  private static final ECPoint G = PARAMETERS.getG();
  private static final BigInteger N = Signature.N;
  private static final FixedPointCombMultiplier TIMES_G = new FixedPointCombMultiplier();

  static {
    FixedPointUtil.precompute(G);
  }

  @Override
  public @Nullable Address recover(Bytes32 digest, Signature signature) {
    if (!signature.isCanonical()) {
      return null;
    }
    BigInteger r = signature.r();
    BigInteger s = signature.s();
    ECPoint point = pointAt(r, signature.isOddY());
    if (point == null) {
      return null;
    }
    // Q = r^-1 (s R - e G), SEC 1 section 4.1.6.
    BigInteger e = new BigInteger(1, digest.bytes().unsafeArray());
    BigInteger inverse = BigIntegers.modOddInverseVar(N, r);
    BigInteger u1 = e.negate().multiply(inverse).mod(N);
    BigInteger u2 = s.multiply(inverse).mod(N);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(G, u1, point, u2).normalize();
    return key.isInfinity() ? null : addressOf(key);
  }

  @Override
  public Signature sign(Bytes32 digest, PrivateKey key) {
    BigInteger d = scalar(key);
    byte[] message = digest.bytes().unsafeArray();
    BigInteger e = new BigInteger(1, message);
    HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
    nonces.init(N, d, message);
    while (true) {
      BigInteger k = nonces.nextK();
      ECPoint point = TIMES_G.multiply(G, k).normalize();
      BigInteger r = point.getAffineXCoord().toBigInteger();
      BigInteger s = BigIntegers.modOddInverse(N, k).multiply(e.add(d.multiply(r))).mod(N);
      if (r.compareTo(N) < 0 && r.signum() > 0 && s.signum() > 0) {
        boolean high = s.compareTo(Signature.HALF_N) > 0;
        boolean odd = point.getAffineYCoord().testBitZero() ^ high;
        return Signature.of(r, high ? N.subtract(s) : s, odd);
      }
      // An x above n would need a third recovery id, which Ethereum has no number for: next k.
    }
  }

  @Override
  public Address address(PrivateKey key) {
    return addressOf(TIMES_G.multiply(G, scalar(key)).normalize());
  }

  /** The point with this x and the parity of y, or null. Every point of this curve has order n. */
  private static @Nullable ECPoint pointAt(BigInteger x, boolean odd) {
    ECFieldElement fieldX = CURVE.fromBigInteger(x);
    ECFieldElement y = fieldX.square().multiply(fieldX).add(CURVE.getB()).sqrt();
    if (y == null) {
      return null;
    }
    ECFieldElement wanted = y.testBitZero() == odd ? y : y.negate();
    return CURVE.createPoint(x, wanted.toBigInteger());
  }

  private static Address addressOf(ECPoint point) {
    byte[] x = point.getAffineXCoord().getEncoded();
    byte[] y = point.getAffineYCoord().getEncoded();
    return new Address(Keccak.hash(x, y).bytes().slice(12, Bytes32.SIZE));
  }

  private static BigInteger scalar(PrivateKey key) {
    BigInteger d = new BigInteger(1, key.secret().bytes().unsafeArray());
    if (d.signum() == 0 || d.compareTo(N) >= 0) {
      throw new IllegalArgumentException("a private key must lie in 1 .. n-1");
    }
    return d;
  }
}
