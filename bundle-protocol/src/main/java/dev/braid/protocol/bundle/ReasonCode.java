package dev.braid.protocol.bundle;

/** Why a bundle ended without effect: a closed list with stable numbers (api.md, reason). */
public enum ReasonCode {
  /** A transaction reverted that was not allowed to. */
  REVERTED(1),
  NONCE_TOO_LOW(2),
  /** A nonce stayed ahead of its account until the deadline. */
  NONCE_TOO_HIGH(3),
  INSUFFICIENT_FUNDS(4),
  /** The fee cap lies below the block's base fee. */
  FEE_TOO_LOW(5),
  /** A gas limit that fits no block, or lies below the intrinsic gas. */
  GAS_LIMIT(6),
  /** An earlier bundle took a nonce that this one needs. */
  CONFLICTS_WITH_EARLIER(7),
  /** A rollup's next block lies above maxBlock. */
  BLOCK_RANGE(8),
  /** The deadline passed. */
  DEADLINE(9),
  /** The attempt limit is used up. */
  ATTEMPTS(10),
  /** A rollup no longer offers the level that the bundle asks for. */
  LEVEL(11),
  ROLLUP_LEFT(12),
  /** The bundle to be replaced was already decided or included. */
  REPLACED_TOO_LATE(13),
  /** The replacement nonce is not higher. */
  REPLACEMENT_NONCE(14),
  /**
   * The engine refused a transaction for a reason that no rule names; the message has its words.
   */
  INVALID(15),
  /** Its submitter took it back. */
  CANCELLED(16),
  /** A later bundle took its place. */
  REPLACED(17),
  /** The operator declared a rollup diverged. */
  ROLLUP_DIVERGED(18);

  private final int code;

  ReasonCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
