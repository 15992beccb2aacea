package dev.braid.coordinator.log.store;

import java.nio.charset.StandardCharsets;

/** The column families, each with its keys. Numbers in keys are big-endian, so that they sort. */
public enum Family {
  /** Names to values: format, head. RocksDB asks for a family of this name. */
  META("default"),
  /** Height to what the append claimed. */
  HEADERS("headers"),
  /** Height to the batch's bytes. */
  BATCHES("batches"),
  /** Bundle id to record. */
  BUNDLES("bundles"),
  /** Chain id and block number to the decision that names the block. */
  DECIDED("decided"),
  /** Height to certificate. */
  CERTIFICATES("certificates"),
  /** Height to the state after it; the newest alone. */
  CHECKPOINTS("checkpoints"),
  /** Height to a batch that waits for those before it, which are fetched from other members. */
  WAITING("waiting"),
  /** Member to the newest batch that it is known to have signed. */
  SIGNED("signed"),
  /** Height and member to two signatures of that member at that height. */
  EVIDENCE("evidence");

  private final String familyName;

  Family(String familyName) {
    this.familyName = familyName;
  }

  byte[] nameBytes() {
    return familyName.getBytes(StandardCharsets.US_ASCII);
  }
}
