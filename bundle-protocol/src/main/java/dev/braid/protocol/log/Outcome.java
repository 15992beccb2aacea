package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.List;

/**
 * What a decision says of one bundle: a leaf of the outcome tree (design section 5).
 *
 * @param index of the leaf
 * @param count of leaves in the tree; both are hashed, so that a proof cannot be told of another
 *     tree
 * @param slices ascending by chain id; empty when rejected
 */
public record Outcome(int index, int count, BundleId id, Kind kind, List<Block> slices) {
  private static final String DOMAIN = "braid outcome v1";

  public Outcome {
    slices = List.copyOf(slices);
  }

  /** Stable numbers are hashed. */
  public enum Kind {
    INCLUDED(1),
    REJECTED(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /** The word of the API: lower case. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Where a slice of an included bundle stands. */
  public record Block(ChainId chainId, long blockNumber, BlockHash blockHash) {}

  /** The leaf hash. */
  public Bytes32 leaf() {
    CanonicalWriter out =
        new CanonicalWriter()
            .u8(0x00)
            .domain(DOMAIN)
            .u32(index)
            .u32(count)
            .bytes32(id.value())
            .u8(kind.code())
            .list(slices, Outcome::block);
    return Keccak.hash(out.toBytes());
  }

  private static void block(CanonicalWriter out, Block value) {
    ValueEncoding.chainId(out, value.chainId());
    out.u64(value.blockNumber()).bytes32(value.blockHash().value());
  }
}
