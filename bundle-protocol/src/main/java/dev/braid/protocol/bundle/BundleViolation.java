package dev.braid.protocol.bundle;

import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import org.jspecify.annotations.Nullable;

/**
 * The first static rule that a bundle breaks.
 *
 * @param field path of the member in the request, e.g. {@code slices[1].txs[0]}
 * @param message for people, in English
 * @param limit what the rule allows, where it is a number
 * @param actual what was sent, where the rule is a number
 * @param transactionIndex index in the slice, or -1 when no single transaction is to blame
 */
public record BundleViolation(
    Code code,
    String field,
    String message,
    @Nullable Long limit,
    @Nullable Long actual,
    @Nullable ChainId chainId,
    @Nullable TransactionHash transactionHash,
    int transactionIndex) {

  /** Which of the API's errors a code belongs to. */
  public enum Kind {
    /** The request itself is wrong: {@code -32602}. */
    PARAMETER,
    /** Well-formed, but against the static rules: {@code -32003}. */
    RULE,
    /** Cannot be offered: {@code -32004}. */
    LEVEL,
    /** The submitter's signature does not fit: {@code -32600}. */
    SIGNATURE
  }

  /** The rules, by what breaks them; the words are stable ({@code data.reason}). */
  public enum Code {
    EMPTY_BUNDLE(Kind.PARAMETER),
    EMPTY_SLICE(Kind.PARAMETER),
    TOO_MANY_SLICES(Kind.PARAMETER),
    TOO_MANY_TRANSACTIONS(Kind.PARAMETER),
    TRANSACTION_TOO_LARGE(Kind.PARAMETER),
    BUNDLE_TOO_LARGE(Kind.PARAMETER),
    /** No rollup of this network has the chain id. */
    UNKNOWN_CHAIN(Kind.PARAMETER),
    /** Two slices name one chain. */
    DUPLICATE_CHAIN(Kind.PARAMETER),
    /** Not the one canonical encoding of a signed transaction. */
    MALFORMED_TRANSACTION(Kind.PARAMETER),
    /** The transaction's signature fits no key. */
    NO_SENDER(Kind.PARAMETER),
    /** A number above 2^63-1. */
    NUMBER_OUT_OF_RANGE(Kind.PARAMETER),
    REPLACEMENT_UUID_TOO_LONG(Kind.PARAMETER),
    /** The replacement uuid holds more than printable ASCII. */
    REPLACEMENT_UUID_CHARACTERS(Kind.PARAMETER),
    /** A replacement nonce without a uuid means nothing. */
    REPLACEMENT_UUID_MISSING(Kind.PARAMETER),
    /** Only who signs may replace. */
    REPLACEMENT_NEEDS_SUBMITTER(Kind.PARAMETER),
    /** A reverting hash that names no transaction of its slice. */
    UNKNOWN_REVERTING_HASH(Kind.PARAMETER),
    DUPLICATE_REVERTING_HASH(Kind.PARAMETER),
    /** A kind of transaction that Braid does not take: EIP-4844, EIP-7702, no chain id, unknown. */
    UNSUPPORTED_TRANSACTION(Kind.RULE),
    /** The transaction is signed for another chain than its slice names. */
    CHAIN_ID_MISMATCH(Kind.RULE),
    /** The same transaction twice in the bundle. */
    DUPLICATE_TRANSACTION(Kind.RULE),
    /** A gas limit below what the transaction needs before it runs. */
    INTRINSIC_GAS(Kind.RULE),
    /** The gas limits of a slice add up to too much. */
    GAS_LIMIT(Kind.RULE),
    /** One sender and nonce twice in a slice. */
    DUPLICATE_NONCE(Kind.RULE),
    /** A sender's nonce falls within a slice. */
    NONCE_FALLS(Kind.RULE),
    /** minBlock above maxBlock. */
    EMPTY_BLOCK_RANGE(Kind.RULE),
    /** minTimestamp above maxTimestamp. */
    EMPTY_TIME_RANGE(Kind.RULE),
    DEADLINE_PASSED(Kind.RULE),
    DEADLINE_TOO_FAR(Kind.RULE),
    /** The rollups do not offer the level that the submitter asks for. */
    LEVEL(Kind.LEVEL),
    /** A feature that these rules do not know yet. */
    NOT_YET(Kind.LEVEL),
    BAD_SIGNATURE(Kind.SIGNATURE);

    private final Kind kind;

    Code(Kind kind) {
      this.kind = kind;
    }

    /** Whether the same bundle may be taken later: time alone mends it. */
    public boolean isPassing() {
      return this == DEADLINE_TOO_FAR;
    }

    public Kind kind() {
      return kind;
    }
  }

  static BundleViolation of(Code code, String field, String message) {
    return new BundleViolation(code, field, message, null, null, null, null, -1);
  }

  BundleViolation limit(long limit, long actual) {
    return new BundleViolation(
        code, field, message, limit, actual, chainId, transactionHash, transactionIndex);
  }

  BundleViolation on(ChainId chain) {
    return new BundleViolation(
        code, field, message, limit, actual, chain, transactionHash, transactionIndex);
  }

  BundleViolation on(ChainId chain, TransactionHash transaction, int index) {
    return new BundleViolation(code, field, message, limit, actual, chain, transaction, index);
  }
}
