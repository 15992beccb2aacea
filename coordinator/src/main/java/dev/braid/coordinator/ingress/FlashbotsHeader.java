package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.SubmitterRules;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import java.util.regex.Pattern;

/**
 * {@code X-Flashbots-Signature: <address>:<signature>}: EIP-191 signature of the hex keccak-256 of
 * the body (api.md, Bundle).
 */
final class FlashbotsHeader {
  static final String NAME = "X-Flashbots-Signature";
  private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}:0x[0-9a-fA-F]{130}");
  private static final int SIGNATURE_AT = 43;

  private FlashbotsHeader() {}

  /**
   * The address that signed the body. Costs one recovery: for a worker.
   *
   * @throws Refusal -32600 BAD_SIGNATURE
   */
  static Address check(String value, byte[] body, Secp256k1 curve) {
    String text = value.strip();
    if (!FORM.matcher(text).matches()) {
      throw bad("expected <address>:<signature>, both 0x hex");
    }
    Address address = Address.fromHex(text.substring(0, SIGNATURE_AT - 1));
    Signature signature = new Signature(Bytes.fromHex(text.substring(SIGNATURE_AT)));
    if (!SubmitterRules.isSignedBy(address, BundleDigest.flashbotsHeader(body), signature, curve)) {
      throw bad("not this address's signature of the body");
    }
    return address;
  }

  static Refusal bad(String why) {
    return new Refusal(RpcError.of(RpcError.REQUEST, "BAD_SIGNATURE", NAME + ": " + why).at(NAME));
  }
}
