package dev.braid.protocol.log;

/**
 * A broken rule of the log (docs/protocol.md).
 *
 * @param entry index of the entry that breaks it, or -1 when it is the batch as a whole
 * @param detail for people
 */
public record Violation(Rule rule, int entry, String detail) {

  /** The rules, by what breaks them. */
  public enum Rule {
    /** The bytes do not decode, or hold a value that has no canonical encoding. */
    MALFORMED,
    /** The bytes do not hash to the claimed hash. */
    HASH_MISMATCH,
    /** Height, previous hash or term differ from the append's. */
    HEADER_MISMATCH,
    EMPTY_BATCH,
    /** Too many entries or bytes. */
    BATCH_TOO_LARGE,
    /** The time lies before that of the batch before. */
    TIME_FALLS,
    /** More than an hour at once, and more in the batch than {@code LeaderClaimed}. */
    TIME_JUMPS,
    /** The term lies below the one that was claimed last. */
    TERM_FALLS,
    /** The first batch of a term must begin with {@code LeaderClaimed}, no other may hold one. */
    LEADER_CLAIM,
    /** The leader is not a member. */
    NOT_A_MEMBER,
    /** {@code NetworkStarted} belongs at height 0 alone, followed by {@code LeaderClaimed}. */
    NETWORK_START,
    /** Network parameters, members or a rollup's definition that make no sense. */
    BAD_PARAMETERS,
    /** {@code ParametersChanged} touches members, quorum or rollups. */
    FOREIGN_PARAMETERS,
    /** Too few or wrong signatures of members. */
    BAD_QUORUM,
    /** A submitter's or operator's signature does not fit, or one stands where none may. */
    BAD_SIGNATURE,
    /** Replacement or retry: not part of these rules. */
    FEATURE_NOT_ACTIVE,
    /** The id is not the bundle's EIP-712 digest. */
    WRONG_ID,
    /** O2: the bundle has a position already. */
    ALREADY_SEQUENCED,
    /** The bundle breaks a static rule. */
    STATIC_RULE,
    /** An ordinary transaction is one transaction for one rollup that may revert, anonymous. */
    ORDINARY_SHAPE,
    /** The ordinary transaction is pending or decided already. */
    ORDINARY_KNOWN,
    /** It would replace one that pays as much, or nearly. */
    ORDINARY_UNDERPRICED,
    /** A decided block that is not adopted yet has its sender's nonce. */
    ORDINARY_NONCE_TAKEN,
    UNKNOWN_ROLLUP,
    /** The rollup takes no bundles or rounds any more. */
    ROLLUP_NOT_ACTIVE,
    /** The rollups of the bundle do not offer the level that it asks for. */
    LEVEL,
    /** The deadline is past, or too far ahead. */
    DEADLINE,
    /** Too many pending bundles or bytes. */
    PENDING_FULL,
    /** The bundle is not pending. */
    NOT_PENDING,
    /** Nobody signed the bundle: it cannot be taken back. */
    ANONYMOUS,
    /** The reason does not hold or is not well-formed. */
    BAD_REASON,
    /** An entry that says nothing. */
    EMPTY_ENTRY,
    /** A list is out of order or names something twice. */
    ORDER,
    /** More bundles than a round may hold. */
    ROUND_TOO_LARGE,
    /** The rollup has still to adopt its last decided block. */
    IN_DOUBT,
    /** The block does not extend the last decided one. */
    PARENT,
    /** The block's timestamp falls or lies too far ahead. */
    BLOCK_TIMESTAMP,
    /** The block breaks the rollup's header rule. */
    BLOCK,
    /** The block breaks what was agreed when the rollup joined: fee recipient, gas. */
    CHAIN_SETTINGS,
    /** Included bundles, their slices and the references do not fit each other (A1). */
    REFERENCES,
    /** The block lies outside a bundle's limits. */
    LIMITS,
    /** What is reported of a slice does not fit it. */
    RESULTS,
    /** The adopted block is not the one in doubt. */
    ADOPTION,
    /** The rollup cannot change that way now. */
    ROLLUP_CHANGE
  }
}
