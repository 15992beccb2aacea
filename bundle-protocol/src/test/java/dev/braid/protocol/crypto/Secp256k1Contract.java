package dev.braid.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.testing.Vectors;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import java.util.Random;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Secp256k1} keeps; a subclass names the implementation. */
public abstract class Secp256k1Contract {
  private static final Bytes32 DIGEST = Keccak.hash(Bytes.of((byte) 1));
  private static final PrivateKey KEY =
      new PrivateKey(
          Bytes32.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));

  protected abstract Secp256k1 curve();

  @Test
  void recoversAndSignsThePublishedBundleVectors() {
    for (JsonNode vector : Vectors.read("bundle-id.json").get("cases")) {
      if (vector.has("signature")) {
        check(vector, vector.get("id"), vector.get("bundle").get("submitter"));
      }
    }
    JsonNode cancel = Vectors.read("bundle-id.json").get("cancel");
    check(cancel, cancel.get("digest"), cancel.get("submitter"));
  }

  private void check(JsonNode vector, JsonNode digest, JsonNode signer) {
    Bytes32 hash = Bytes32.fromHex(digest.asText());
    Signature signature = new Signature(Bytes.fromHex(vector.get("signature").asText()));
    PrivateKey key = new PrivateKey(Bytes32.fromHex(vector.get("privateKey").asText()));
    assertThat(curve().recover(hash, signature)).isEqualTo(Address.fromHex(signer.asText()));
    assertThat(curve().sign(hash, key)).isEqualTo(signature);
    assertThat(curve().address(key)).isEqualTo(Address.fromHex(signer.asText()));
  }

  @Test
  void signsAsRfc6979PrescribesWithLowS() {
    // The well-known vector of key 1 and SHA-256("Satoshi Nakamoto").
    Signature signature =
        curve()
            .sign(
                Bytes32.fromHex(
                    "0xa0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e"),
                new PrivateKey(Bytes32.fromHex("0x" + "00".repeat(31) + "01")));
    assertThat(signature.bytes().slice(0, 64).toHex())
        .isEqualTo(
            "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
  }

  @Test
  void agreesWithTheReferenceOnRandomKeysAndDigests() {
    long seed = 20_251_122;
    Random random = new Random(seed);
    Secp256k1 reference = new BouncyCastleSecp256k1();
    for (int i = 0; i < 200; i++) {
      PrivateKey key = new PrivateKey(random32(random));
      Bytes32 digest = random32(random);
      Signature signature = curve().sign(digest, key);
      assertThat(signature.isCanonical()).as("seed %d, case %d", seed, i).isTrue();
      assertThat(signature).isEqualTo(reference.sign(digest, key));
      assertThat(curve().recover(digest, signature))
          .isEqualTo(reference.address(key))
          .isEqualTo(curve().address(key));
      // Any bytes: both say the same, be it an address or nothing.
      byte[] bytes = signature.bytes().toArray();
      bytes[random.nextInt(65)] ^= (byte) (1 << random.nextInt(8));
      Signature changed = new Signature(Bytes.wrap(bytes));
      assertThat(curve().recover(digest, changed))
          .as("seed %d, case %d", seed, i)
          .isEqualTo(reference.recover(digest, changed));
    }
  }

  @Test
  void takesTheFourFormsOfVAndNoOther() {
    Address signer = curve().address(KEY);
    byte[] bytes = curve().sign(DIGEST, KEY).bytes().toArray();
    int parity = bytes[64] - 27;
    for (int v = 0; v < 256; v++) {
      bytes[64] = (byte) v;
      Address found = curve().recover(DIGEST, new Signature(Bytes.of(bytes)));
      if (v == parity || v == parity + 27) {
        assertThat(found).isEqualTo(signer);
      } else if (v == 1 - parity || v == 28 - parity) {
        assertThat(found).isNotNull().isNotEqualTo(signer);
      } else {
        assertThat(found).as("v %d", v).isNull();
      }
    }
  }

  @Test
  void refusesHighSAndNumbersOutOfRange() {
    Signature good = curve().sign(DIGEST, KEY);
    BigInteger n = Signature.N;
    assertThat(recover(good.r(), n.subtract(good.s()))).isNull();
    assertThat(recover(good.r(), Signature.HALF_N.add(BigInteger.ONE))).isNull();
    assertThat(recover(good.r(), Signature.HALF_N)).isNotNull();
    assertThat(recover(good.r(), BigInteger.ZERO)).isNull();
    assertThat(recover(good.r(), n)).isNull();
    assertThat(recover(BigInteger.ZERO, good.s())).isNull();
    assertThat(recover(n, good.s())).isNull();
    // 5 is the x of no point: 5^3 + 7 is no square.
    assertThat(recover(BigInteger.valueOf(5), good.s())).isNull();
  }

  private @Nullable Address recover(BigInteger r, BigInteger s) {
    return curve().recover(DIGEST, Signature.of(r, s, true));
  }

  @Test
  void refusesKeysOutOfRange() {
    for (BigInteger key : new BigInteger[] {BigInteger.ZERO, Signature.N}) {
      byte[] secret = BigIntegers.asUnsignedByteArray(32, key);
      PrivateKey bad = new PrivateKey(Bytes32.wrap(secret));
      assertThatThrownBy(() -> curve().address(bad)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> curve().sign(DIGEST, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Bytes32 random32(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    bytes[0] &= 0x7f; // below n
    return Bytes32.wrap(bytes);
  }
}
