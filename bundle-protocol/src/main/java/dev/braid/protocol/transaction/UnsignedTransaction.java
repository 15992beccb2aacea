package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sender signs: legacy with EIP-155, EIP-2930 or EIP-1559. The one encoding that {@link
 * TransactionDecoder} accepts of a content is the one written here.
 *
 * @param type 0 (legacy), 1 or 2 (EIP-2718)
 * @param maxFeePerGas wei; the gas price for types 0 and 1
 * @param maxPriorityFeePerGas wei; the gas price for types 0 and 1
 * @param to null for contract creation
 * @param accessList empty for type 0
 */
public record UnsignedTransaction(
    int type,
    ChainId chainId,
    long nonce,
    long gasLimit,
    BigInteger maxFeePerGas,
    BigInteger maxPriorityFeePerGas,
    @Nullable Address to,
    BigInteger value,
    Bytes data,
    List<AccessListEntry> accessList) {
  public UnsignedTransaction {
    if (type < 0 || type > 2) {
      throw new IllegalArgumentException("transaction type " + type);
    }
    accessList = List.copyOf(accessList);
    if (nonce < 0 || gasLimit < 0 || value.signum() < 0 || maxPriorityFeePerGas.signum() < 0) {
      throw new IllegalArgumentException("a transaction's numbers are not negative");
    }
    if (type == 0 && !accessList.isEmpty()) {
      throw new IllegalArgumentException("a legacy transaction has no access list");
    }
    if (type == 2
        ? maxPriorityFeePerGas.compareTo(maxFeePerGas) > 0
        : !maxPriorityFeePerGas.equals(maxFeePerGas)) {
      throw new IllegalArgumentException("the priority fee does not fit the fee");
    }
  }

  /** The keccak-256 that the sender signs (EIP-155, EIP-2930, EIP-1559). */
  public Bytes32 signingHash() {
    RlpWriter fields = fields();
    if (type == 0) {
      fields.number(chainId.value()).number(0).number(0);
    }
    return Keccak.hash(envelope(fields));
  }

  public RawTransaction sign(Secp256k1 curve, PrivateKey key) {
    return withSignature(curve.sign(signingHash(), key));
  }

  /** The raw transaction with this signature, whatever it is worth. */
  public RawTransaction withSignature(Signature signature) {
    RlpWriter fields = fields();
    int parity = signature.isOddY() ? 1 : 0;
    if (type == 0) {
      fields.number(
          BigInteger.valueOf(chainId.value()).shiftLeft(1).add(BigInteger.valueOf(35 + parity)));
    } else {
      fields.number(parity);
    }
    fields.number(signature.r()).number(signature.s());
    return RawTransaction.of(Bytes.wrap(envelope(fields)));
  }

  private RlpWriter fields() {
    RlpWriter out = new RlpWriter();
    if (type != 0) {
      out.number(chainId.value());
    }
    out.number(nonce);
    if (type == 2) {
      out.number(maxPriorityFeePerGas);
    }
    out.number(maxFeePerGas).number(gasLimit);
    out.bytes(to == null ? Bytes.EMPTY : to.bytes()).number(value).bytes(data);
    if (type != 0) {
      out.list(accessListItems());
    }
    return out;
  }

  private RlpWriter accessListItems() {
    RlpWriter list = new RlpWriter();
    for (AccessListEntry entry : accessList) {
      RlpWriter keys = new RlpWriter();
      entry.storageKeys().forEach(key -> keys.bytes(key.bytes()));
      list.list(new RlpWriter().bytes(entry.address().bytes()).list(keys));
    }
    return list;
  }

  private byte[] envelope(RlpWriter fields) {
    byte[] list = fields.toList();
    if (type == 0) {
      return list;
    }
    byte[] out = new byte[1 + list.length];
    out[0] = (byte) type;
    System.arraycopy(list, 0, out, 1, list.length);
    return out;
  }
}
