package dev.braid.coordinator.devnet;

import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.UnsignedTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.rollup.anvil.AnvilAccounts;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account of the devnet: signs transactions and bundles, as any wallet would. */
final class Wallet {
  static final BigInteger PRIORITY_FEE = BigInteger.TEN.pow(9);
  private static final long TRANSFER_GAS = 21_000;
  private static final long CREATION_GAS = 200_000;
  private static final int WORD = 32;

  private final Secp256k1 curve;
  private final PrivateKey key;

  private Wallet(Secp256k1 curve, PrivateKey key) {
    this.curve = curve;
    this.key = key;
  }

  static Wallet of(Secp256k1 curve, int account) {
    return new Wallet(curve, AnvilAccounts.key(account));
  }

  Address address() {
    return curve.address(key);
  }

  RawTransaction transfer(Chain chain, long nonce, Address to, BigInteger wei) {
    return sign(chain, nonce, TRANSFER_GAS, to, wei, Bytes.EMPTY);
  }

  /** Creates a contract whose constructor reverts with {@code Error(why)}. */
  RawTransaction reverting(Chain chain, long nonce, String why) {
    return sign(chain, nonce, CREATION_GAS, null, BigInteger.ZERO, revertingCode(why));
  }

  private RawTransaction sign(
      Chain chain, long nonce, long gas, @Nullable Address to, BigInteger wei, Bytes data) {
    return new UnsignedTransaction(
            2, chain.id(), nonce, gas, chain.feeCap(), PRIORITY_FEE, to, wei, data, List.of())
        .sign(curve, key);
  }

  Signature signBundle(BundleId id) {
    return curve.sign(id.value(), key);
  }

  Signature signCancel(BundleId id) {
    Bytes32 digest = BundleDigest.cancel(id);
    return curve.sign(digest, key);
  }

  /** PUSH1 100, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 100, PUSH1 0, REVERT, and the 100 bytes. */
  private static Bytes revertingCode(String why) {
    byte[] text = why.getBytes(StandardCharsets.US_ASCII);
    if (text.length > WORD) {
      throw new IllegalArgumentException("longer than one word: " + why);
    }
    String padded = HexFormat.of().formatHex(text) + "00".repeat(WORD - text.length);
    String offset = "00".repeat(WORD - 1) + "20";
    String length = "00".repeat(WORD - 1) + HexFormat.of().toHexDigits((byte) text.length);
    return Bytes.fromHex("0x6064600c60003960646000fd" + "08c379a0" + offset + length + padded);
  }
}
