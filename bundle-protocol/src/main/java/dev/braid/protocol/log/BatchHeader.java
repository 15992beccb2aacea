package dev.braid.protocol.log;

import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;

/**
 * What a batch's hash covers (design section 5): the batch with its entries' Merkle root in place
 * of the entries.
 *
 * @param timeMillis the log's time, Unix milliseconds
 * @param root of the tree over the entries' leaf hashes
 */
public record BatchHeader(
    long height, BatchHash previousHash, long term, long timeMillis, int entryCount, Bytes32 root) {
  private static final String DOMAIN = "braid batch v1";

  /**
   * @throws MalformedValueException when an entry holds a value that has no canonical encoding
   */
  public static BatchHeader of(Batch batch) {
    return new BatchHeader(
        batch.height(),
        batch.previousHash(),
        batch.term(),
        batch.timeMillis(),
        batch.entries().size(),
        Merkle.root(
            batch.entries().stream().map(entry -> EntryEncoding.of(entry).leaf()).toList()));
  }

  /**
   * The batch hash. The first batch, which makes the network id, is hashed with 32 zero bytes in
   * its place, whatever is given.
   */
  public BatchHash hash(NetworkId networkId) {
    return new BatchHash(
        new CanonicalWriter()
            .domain(DOMAIN)
            .bytes32(height == 0 ? Bytes32.ZERO : networkId.value())
            .u64(height)
            .bytes32(previousHash.value())
            .u64(term)
            .u64(timeMillis)
            .u32(entryCount)
            .bytes32(root)
            .hash());
  }
}
