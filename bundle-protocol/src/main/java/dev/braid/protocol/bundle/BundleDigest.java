package dev.braid.protocol.bundle;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.TransactionHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The EIP-712 digests of the domain {@code {name: "Braid", version: "1"}} (api.md, Bundle): the
 * bundle id, and what a submitter signs to cancel or to read a bundle. Vectors stand in {@code
 * docs/vectors/bundle-id.json}.
 */
public final class BundleDigest {
  private static final String SLICE_TYPE =
      "Slice(uint256 chainId,bytes32[] transactionHashes,bytes32[] revertingTxHashes,"
          + "uint64 minBlock,uint64 maxBlock)";

  /** The encodeType of a bundle (EIP-712). */
  public static final String BUNDLE_TYPE =
      "Bundle(Slice[] slices,uint64 minTimestamp,uint64 maxTimestamp,uint8 minimumLevel,bool retry,"
          + "string replacementUuid,uint64 replacementNonce,address submitter)"
          + SLICE_TYPE;

  public static final Bytes32 BUNDLE_TYPE_HASH = hash(BUNDLE_TYPE);
  public static final Bytes32 SLICE_TYPE_HASH = hash(SLICE_TYPE);
  public static final Bytes32 CANCEL_TYPE_HASH = hash("Cancel(bytes32 bundleId)");
  public static final Bytes32 READ_TYPE_HASH = hash("Read(bytes32 bundleId,uint64 expires)");
  public static final Bytes32 DOMAIN_SEPARATOR =
      words(3)
          .word(hash("EIP712Domain(string name,string version)"))
          .word(hash("Braid"))
          .word(hash("1"))
          .hash();

  private static final byte[] PREFIX = {0x19, 0x01};
  private static final String PERSONAL_MESSAGE_66 = "\u0019Ethereum Signed Message:\n66";

  private BundleDigest() {}

  /** The id of a bundle: its EIP-712 digest. It is what a submitter signs. */
  public static BundleId id(Bundle bundle) {
    return new BundleId(digest(hashStruct(bundle)));
  }

  /** {@code hashStruct(Bundle)} of EIP-712. */
  public static Bytes32 hashStruct(Bundle bundle) {
    Words slices = words(bundle.slices().size());
    for (Slice slice : bundle.slices()) {
      slices.word(hashStruct(slice));
    }
    return words(9)
        .word(BUNDLE_TYPE_HASH)
        .word(slices.hash())
        .number(bundle.minTimestampSeconds())
        .number(bundle.maxTimestampSeconds())
        .number(bundle.minimumLevel().code())
        .number(bundle.retry() ? 1 : 0)
        .word(hash(bundle.replacementUuid()))
        .number(bundle.replacementNonce())
        .leftPadded(bundle.submitter().bytes())
        .hash();
  }

  /** {@code hashStruct(Slice)} of EIP-712. */
  public static Bytes32 hashStruct(Slice slice) {
    return words(6)
        .word(SLICE_TYPE_HASH)
        .number(slice.chainId().value())
        .word(hashArray(slice.transactionHashes()))
        .word(hashArray(slice.revertingTransactionHashes()))
        .number(slice.minBlock())
        .number(slice.maxBlock())
        .hash();
  }

  /** What a submitter signs to take a bundle back: {@code Cancel(bytes32 bundleId)}. */
  public static Bytes32 cancel(BundleId id) {
    return digest(words(2).word(CANCEL_TYPE_HASH).word(id.value()).hash());
  }

  /**
   * What a submitter signs to read a bundle before it is decided: {@code Read(bytes32
   * bundleId,uint64 expires)}.
   *
   * @param expiresSeconds Unix time in whole seconds
   */
  public static Bytes32 read(BundleId id, long expiresSeconds) {
    return digest(words(3).word(READ_TYPE_HASH).word(id.value()).number(expiresSeconds).hash());
  }

  /**
   * What the header {@code X-Flashbots-Signature} signs: the EIP-191 personal message whose text is
   * the keccak-256 of the HTTP body, as 66 characters of lower-case hex with {@code 0x}.
   */
  public static Bytes32 flashbotsHeader(byte[] body) {
    String text = PERSONAL_MESSAGE_66 + Keccak.hash(body).toHex();
    return Keccak.hash(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes32 digest(Bytes32 hashStruct) {
    return Keccak.hash(
        PREFIX, DOMAIN_SEPARATOR.bytes().unsafeArray(), hashStruct.bytes().unsafeArray());
  }

  private static Bytes32 hashArray(List<TransactionHash> hashes) {
    Words words = words(hashes.size());
    hashes.forEach(hash -> words.word(hash.value()));
    return words.hash();
  }

  private static Bytes32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Words words(int count) {
    return new Words(ByteBuffer.allocate(count * Bytes32.SIZE));
  }

  /** ABI words of 32 bytes, numbers big-endian and left-padded. */
  private record Words(ByteBuffer out) {
    Words word(Bytes32 value) {
      out.put(value.bytes().unsafeArray());
      return this;
    }

    Words number(long value) {
      out.putLong(0).putLong(0).putLong(0).putLong(value);
      return this;
    }

    Words leftPadded(Bytes value) {
      out.put(new byte[Bytes32.SIZE - value.size()]).put(value.unsafeArray());
      return this;
    }

    Bytes32 hash() {
      return Keccak.hash(out.array());
    }
  }
}
