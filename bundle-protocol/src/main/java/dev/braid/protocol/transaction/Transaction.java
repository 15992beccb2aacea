package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded raw transaction: legacy with EIP-155, EIP-2930 or EIP-1559.
 *
 * @param raw what was decoded, with its hash
 * @param content everything that the sender signed
 * @param signingHash what the sender signed
 * @param signature normalised to v 27 or 28; low s (EIP-2) already checked
 */
public record Transaction(
    RawTransaction raw, UnsignedTransaction content, Bytes32 signingHash, Signature signature) {

  public TransactionHash hash() {
    return raw.hash();
  }

  /** 0 (legacy), 1 or 2 (EIP-2718). */
  public int type() {
    return content.type();
  }

  public ChainId chainId() {
    return content.chainId();
  }

  /** At most 2^63-1. */
  public long nonce() {
    return content.nonce();
  }

  /** Gas units, at most 2^63-1. */
  public long gasLimit() {
    return content.gasLimit();
  }

  /** Wei; the gas price for types 0 and 1. */
  public BigInteger maxFeePerGas() {
    return content.maxFeePerGas();
  }

  /** Wei; the gas price for types 0 and 1. */
  public BigInteger maxPriorityFeePerGas() {
    return content.maxPriorityFeePerGas();
  }

  /** Null for contract creation. */
  public @Nullable Address to() {
    return content.to();
  }

  public BigInteger value() {
    return content.value();
  }

  public Bytes data() {
    return content.data();
  }

  public List<AccessListEntry> accessList() {
    return content.accessList();
  }
}
