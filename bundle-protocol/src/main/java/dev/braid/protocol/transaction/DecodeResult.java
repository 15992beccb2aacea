package dev.braid.protocol.transaction;

/** What {@link TransactionDecoder} makes of a raw transaction. */
public sealed interface DecodeResult {
  record Decoded(Transaction transaction) implements DecodeResult {}

  /**
   * Not the canonical encoding of any transaction.
   *
   * @param field the field in which it goes wrong, as the EIPs name it; empty for the whole
   * @param why for people, in English
   */
  record Malformed(String field, String why) implements DecodeResult {}

  /**
   * A kind of transaction that Braid does not take.
   *
   * @param type the EIP-2718 type; 0 for legacy without chain id
   * @param why for people, in English
   */
  record Refused(int type, String why) implements DecodeResult {}
}
