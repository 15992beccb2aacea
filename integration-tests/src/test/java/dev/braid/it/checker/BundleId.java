package dev.braid.it.checker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** The bundle id (api.md, Bundle): EIP-712 digest, computed from the JSON that is sent. */
public final class BundleId {
  private static final String SLICE_TYPE =
      "Slice(uint256 chainId,bytes32[] transactionHashes,bytes32[] revertingTxHashes,"
          + "uint64 minBlock,uint64 maxBlock)";
  private static final String BUNDLE_TYPE =
      "Bundle(Slice[] slices,uint64 minTimestamp,uint64 maxTimestamp,uint8 minimumLevel,bool retry,"
          + "string replacementUuid,uint64 replacementNonce,address submitter)"
          + SLICE_TYPE;
  private static final byte[] DOMAIN =
      Hashing.keccak(text("EIP712Domain(string name,string version)"), text("Braid"), text("1"));

  private BundleId() {}

  public static String of(JsonNode bundle) {
    return Hashing.hex(digest(hashStruct(bundle)));
  }

  /** The digest that a submitter signs to take a bundle back. */
  public static byte[] cancelDigest(String bundleId) {
    return digest(Hashing.keccak(text("Cancel(bytes32 bundleId)"), Hashing.bytes(bundleId)));
  }

  /** The digest that a submitter signs to see everything of an undecided bundle. */
  public static byte[] readDigest(String bundleId, long expires) {
    return digest(
        Hashing.keccak(
            text("Read(bytes32 bundleId,uint64 expires)"),
            Hashing.bytes(bundleId),
            word(BigInteger.valueOf(expires))));
  }

  private static byte[] digest(byte[] structHash) {
    return Hashing.keccak(new byte[] {0x19, 0x01}, DOMAIN, structHash);
  }

  private static byte[] hashStruct(JsonNode bundle) {
    ByteArrayOutputStream slices = new ByteArrayOutputStream();
    bundle.path("slices").forEach(slice -> slices.writeBytes(hashSlice(slice)));
    return Hashing.keccak(
        text(BUNDLE_TYPE),
        Hashing.keccak(slices.toByteArray()),
        number(bundle, "minTimestamp"),
        number(bundle, "maxTimestamp"),
        word(BigInteger.valueOf(level(bundle.path("minimumLevel").asText("EXECUTION")))),
        word(bundle.path("retry").asBoolean(false) ? BigInteger.ONE : BigInteger.ZERO),
        text(bundle.path("replacementUuid").asText("")),
        number(bundle, "replacementNonce"),
        word(Hashing.number(bundle.path("submitter").asText("0x0"))));
  }

  private static byte[] hashSlice(JsonNode slice) {
    ByteArrayOutputStream transactions = new ByteArrayOutputStream();
    slice
        .path("txs")
        .forEach(raw -> transactions.writeBytes(Hashing.keccak(Hashing.bytes(raw.asText()))));
    ByteArrayOutputStream reverting = new ByteArrayOutputStream();
    slice
        .path("revertingTxHashes")
        .forEach(hash -> reverting.writeBytes(Hashing.bytes(hash.asText())));
    return Hashing.keccak(
        text(SLICE_TYPE),
        number(slice, "chainId"),
        Hashing.keccak(transactions.toByteArray()),
        Hashing.keccak(reverting.toByteArray()),
        number(slice, "minBlock"),
        number(slice, "maxBlock"));
  }

  private static int level(String word) {
    return switch (word) {
      case "EXECUTION" -> 0;
      case "INCLUSION" -> 1;
      case "BEST_EFFORT" -> 2;
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static byte[] number(JsonNode node, String name) {
    return word(Hashing.number(node.path(name).asText("0")));
  }

  private static byte[] text(String value) {
    return Hashing.keccak(value.getBytes(UTF_8));
  }

  private static byte[] word(BigInteger value) {
    byte[] minimal = Rlp.integer(value);
    byte[] word = new byte[32];
    System.arraycopy(minimal, 0, word, 32 - minimal.length, minimal.length);
    return word;
  }
}
