package dev.braid.it.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.BundleId;
import dev.braid.it.checker.Hashing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/** A key that signs transactions, bundles and request bodies. */
public final class Wallet {
  private final ECKeyPair key;
  private final String address;

  private Wallet(ECKeyPair key) {
    this.key = key;
    this.address = Keys.toChecksumAddress(Keys.getAddress(key));
  }

  /** The same name, the same key. */
  public static Wallet named(String name) {
    return new Wallet(ECKeyPair.create(Hashing.keccak(name.getBytes(UTF_8))));
  }

  /** {@code count} wallets, from a common name. */
  public static List<Wallet> many(String name, int count) {
    List<Wallet> wallets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      wallets.add(named(name + "/" + i));
    }
    return wallets;
  }

  /** 32 bytes as hex: the content of a member's key file. */
  public String secret() {
    return String.format("0x%064x", key.getPrivateKey());
  }

  /** EIP-55. */
  public String address() {
    return address;
  }

  /** Over a digest, with v 0 or 1 behind r and s. */
  Signed sign(byte[] digest) {
    Sign.SignatureData data = Sign.signMessage(digest, key, false);
    return new Signed(
        new BigInteger(1, data.getR()), new BigInteger(1, data.getS()), data.getV()[0] - 27);
  }

  /** Makes this wallet the submitter and signs (EIP-712). */
  public ObjectNode submit(ObjectNode bundle) {
    bundle.put("submitter", address);
    return bundle.put("signature", sign(Hashing.bytes(BundleId.of(bundle))).hex());
  }

  /** Over a digest as it is: 65 bytes as hex. */
  public String signDigest(byte[] digest) {
    return sign(digest).hex();
  }

  public String cancelSignature(String bundleId) {
    return sign(BundleId.cancelDigest(bundleId)).hex();
  }

  public ObjectNode readProof(String bundleId, long expires) {
    String signature = sign(BundleId.readDigest(bundleId, expires)).hex();
    return JsonRpc.JSON.createObjectNode().put("expires", expires).put("signature", signature);
  }

  /** The value of {@code X-Flashbots-Signature}: EIP-191 over the hex of the body's keccak-256. */
  public String header(String body) {
    byte[] text = Hashing.hex(Hashing.keccak(body.getBytes(UTF_8))).getBytes(UTF_8);
    String prefix = "\u0019Ethereum Signed Message:\n" + text.length;
    return address + ":" + sign(Hashing.keccak(prefix.getBytes(UTF_8), text)).hex();
  }

  record Signed(BigInteger r, BigInteger s, int yParity) {
    String hex() {
      return String.format("0x%064x%064x%02x", r, s, 27 + yParity);
    }
  }
}
