package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jspecify.annotations.Nullable;

/** Blocks as Ethereum has them since the merge (EIP-3675), up to Prague's requests (EIP-7685). */
public final class EthereumBlocks implements BlockFormat {
  public static final String NAME = "ethereum";
  public static final EthereumBlocks INSTANCE = new EthereumBlocks();

  private static final int BLOOM_SIZE = 256;
  private static final int NONCE_SIZE = 8;
  private static final int MAX_EXTRA_DATA = 32;
  private static final BigInteger UINT256_END = BigInteger.TWO.pow(256);

  /** There are no ommers: keccak-256 of an empty RLP list. */
  private static final Bytes32 NO_OMMERS = Keccak.hash(new RlpWriter().toList());

  private EthereumBlocks() {}

  @Override
  public BlockHash hash(BlockHeader h) {
    RlpWriter out =
        new RlpWriter()
            .bytes(h.parentHash().value().bytes())
            .bytes(h.ommersHash().bytes())
            .bytes(h.beneficiary().bytes())
            .bytes(h.stateRoot().bytes())
            .bytes(h.transactionsRoot().bytes())
            .bytes(h.receiptsRoot().bytes())
            .bytes(h.logsBloom())
            .number(h.difficulty())
            .number(h.number())
            .number(h.gasLimit())
            .number(h.gasUsed())
            .number(h.timestampSeconds())
            .bytes(h.extraData())
            .bytes(h.mixHash().bytes())
            .bytes(h.nonce());
    for (Object field : tail(h)) {
      switch (field) {
        case null -> {
          return new BlockHash(Keccak.hash(out.toList()));
        }
        case BigInteger number -> out.number(number);
        case Long number -> out.number(number);
        case Bytes32 word -> out.bytes(word.bytes());
        default -> throw new IllegalStateException("header field of type " + field.getClass());
      }
    }
    return new BlockHash(Keccak.hash(out.toList()));
  }

  @Override
  public @Nullable String check(
      BlockHeader header,
      BlockHash claimed,
      List<Bytes> transactions,
      List<Withdrawal> withdrawals,
      List<Bytes> requests) {
    String malformed = malformed(header);
    if (malformed != null) {
      return malformed;
    }
    if (!OrderedTrie.root(transactions).equals(header.transactionsRoot())) {
      return "the transactions root does not fit the " + transactions.size() + " transactions";
    }
    Bytes32 withdrawalsRoot = header.withdrawalsRoot();
    if (withdrawalsRoot == null
        ? !withdrawals.isEmpty()
        : !withdrawalsRoot.equals(withdrawalsRoot(withdrawals))) {
      return "the withdrawals root does not fit the withdrawals";
    }
    Bytes32 requestsHash = header.requestsHash();
    if (requestsHash == null ? !requests.isEmpty() : !requestsHash.equals(requestsHash(requests))) {
      return "the requests hash does not fit the requests";
    }
    BlockHash hash = hash(header);
    return hash.equals(claimed) ? null : "the header hashes to " + hash + ", not to " + claimed;
  }

  /** EIP-4895. */
  public static Bytes32 withdrawalsRoot(List<Withdrawal> withdrawals) {
    return OrderedTrie.root(
        withdrawals.stream()
            .map(
                w ->
                    new RlpWriter()
                        .number(w.index())
                        .number(w.validatorIndex())
                        .bytes(w.address().bytes())
                        .number(w.amountGwei())
                        .toList())
            .map(Bytes::wrap)
            .toList());
  }

  /** The root over raw transactions, in order (Yellow Paper 4.3, EIP-2718). */
  public static Bytes32 transactionsRoot(List<Bytes> transactions) {
    return OrderedTrie.root(transactions);
  }

  /** EIP-7685: SHA-256 over the SHA-256 of each request that holds more than its type byte. */
  public static Bytes32 requestsHash(List<Bytes> requests) {
    SHA256Digest all = new SHA256Digest();
    byte[] one = new byte[Bytes32.SIZE];
    for (Bytes request : requests) {
      if (request.size() > 1) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(request.unsafeArray(), 0, request.size());
        digest.doFinal(one, 0);
        all.update(one, 0, one.length);
      }
    }
    byte[] out = new byte[Bytes32.SIZE];
    all.doFinal(out, 0);
    return Bytes32.wrap(out);
  }

  /** What keeps the header from having one RLP, or from being a block of this kind. */
  private static @Nullable String malformed(BlockHeader h) {
    if (h.logsBloom().size() != BLOOM_SIZE) {
      return "a bloom has 256 bytes";
    }
    if (h.nonce().size() != NONCE_SIZE) {
      return "a block nonce has 8 bytes";
    }
    if (h.extraData().size() > MAX_EXTRA_DATA) {
      return "extra data has at most 32 bytes";
    }
    if (!h.ommersHash().equals(NO_OMMERS)) {
      return "there are no ommers";
    }
    if (h.number() < 0 || h.gasLimit() < 0 || h.gasUsed() < 0 || h.timestampSeconds() < 0) {
      return "a header's number is above 2^63-1";
    }
    if (h.gasUsed() > h.gasLimit()) {
      return "more gas used than the limit";
    }
    if (!isUint256(h.difficulty())) {
      return "difficulty out of range";
    }
    boolean ended = false;
    for (Object field : tail(h)) {
      if (field != null && ended) {
        return "a header field is missing before another";
      }
      ended = field == null;
      if (field instanceof BigInteger number && !isUint256(number)) {
        return "base fee out of range";
      }
      if (field instanceof Long number && number < 0) {
        return "a header's number is above 2^63-1";
      }
    }
    return null;
  }

  private static boolean isUint256(BigInteger number) {
    return number.signum() >= 0 && number.compareTo(UINT256_END) < 0;
  }

  /** The fields that later forks added, in order; cut at the first null. */
  private static List<@Nullable Object> tail(BlockHeader h) {
    return Arrays.asList(
        h.baseFeePerGas(),
        h.withdrawalsRoot(),
        h.blobGasUsed(),
        h.excessBlobGas(),
        h.parentBeaconBlockRoot(),
        h.requestsHash());
  }
}
