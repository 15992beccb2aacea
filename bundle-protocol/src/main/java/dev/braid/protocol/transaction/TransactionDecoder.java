package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes raw transactions: legacy with EIP-155, EIP-2930 and EIP-1559. Strict: of each content it
 * accepts one encoding, so that no second hash names the same transaction.
 */
public final class TransactionDecoder {
  private static final BigInteger MAX_CHAIN_ID = BigInteger.valueOf(ChainId.MAX);
  private static final BigInteger V_BASE = BigInteger.valueOf(35);

  private TransactionDecoder() {}

  public static DecodeResult decode(RawTransaction raw) {
    Bytes bytes = raw.raw();
    if (bytes.isEmpty()) {
      return new DecodeResult.Malformed("", "empty");
    }
    int first = bytes.get(0) & 0xff;
    if (first >= 0xc0) {
      return new Decoding(raw, 0).run();
    }
    return switch (first) {
      case 1, 2 -> new Decoding(raw, first).run();
      case 3 ->
          new DecodeResult.Refused(3, "blob transactions (EIP-4844) have no place on a rollup");
      case 4 ->
          new DecodeResult.Refused(
              4,
              "set-code transactions (EIP-7702) are refused: an authorization can change nonces"
                  + " of accounts that signed nothing in the bundle");
      default ->
          first < 0x80
              ? new DecodeResult.Refused(first, "unknown transaction type " + first)
              : new DecodeResult.Malformed("", "neither a typed transaction nor an RLP list");
    };
  }

  /** One decoding; {@code field} says how far it came. */
  private static final class Decoding {
    private final RawTransaction raw;
    private final int type;
    private String field = "";

    Decoding(RawTransaction raw, int type) {
      this.raw = raw;
      this.type = type;
    }

    DecodeResult run() {
      try {
        RlpReader outer = RlpReader.of(raw.raw(), type == 0 ? 0 : 1);
        RlpReader in = outer.list();
        outer.expectEnd("the transaction");
        return type == 0 ? legacy(in) : typed(in);
      } catch (RlpException e) {
        return new DecodeResult.Malformed(field, e.why());
      }
    }

    private DecodeResult typed(RlpReader in) throws RlpException {
      ChainId chainId = chainId(at(in, "chainId").uint256());
      long nonce = nonce(in);
      BigInteger priority = type == 2 ? at(in, "maxPriorityFeePerGas").uint256() : null;
      BigInteger fee = at(in, type == 2 ? "maxFeePerGas" : "gasPrice").uint256();
      if (priority != null && priority.compareTo(fee) > 0) {
        field = "maxPriorityFeePerGas";
        throw new RlpException("above maxFeePerGas");
      }
      long gasLimit = at(in, "gasLimit").uint63();
      Bytes to = to(in);
      BigInteger value = at(in, "value").uint256();
      Bytes data = at(in, "data").bytes();
      List<AccessListEntry> accessList = accessList(at(in, "accessList").list());
      BigInteger parity = at(in, "yParity").uint256();
      if (parity.bitLength() > 1) {
        throw new RlpException("neither 0 nor 1");
      }
      return finish(
          in,
          new UnsignedTransaction(
              type,
              chainId,
              nonce,
              gasLimit,
              fee,
              priority == null ? fee : priority,
              to.isEmpty() ? null : new Address(to),
              value,
              data,
              accessList),
          parity.signum() != 0);
    }

    private DecodeResult legacy(RlpReader in) throws RlpException {
      long nonce = nonce(in);
      BigInteger price = at(in, "gasPrice").uint256();
      long gasLimit = at(in, "gasLimit").uint63();
      Bytes to = to(in);
      BigInteger value = at(in, "value").uint256();
      Bytes data = at(in, "data").bytes();
      BigInteger v = at(in, "v").uint256();
      if (v.equals(BigInteger.valueOf(27)) || v.equals(BigInteger.valueOf(28))) {
        return new DecodeResult.Refused(
            0, "a legacy transaction without chain id (EIP-155) is valid on every chain");
      }
      if (v.compareTo(V_BASE) < 0) {
        throw new RlpException("neither 27, 28 nor 35 and above");
      }
      BigInteger[] chainAndParity = v.subtract(V_BASE).divideAndRemainder(BigInteger.TWO);
      return finish(
          in,
          new UnsignedTransaction(
              0,
              chainId(chainAndParity[0]),
              nonce,
              gasLimit,
              price,
              price,
              to.isEmpty() ? null : new Address(to),
              value,
              data,
              List.of()),
          chainAndParity[1].signum() != 0);
    }

    private DecodeResult finish(RlpReader in, UnsignedTransaction content, boolean oddY)
        throws RlpException {
      BigInteger r = at(in, "r").uint256();
      if (r.signum() == 0 || r.compareTo(Signature.N) >= 0) {
        throw new RlpException("out of range");
      }
      BigInteger s = at(in, "s").uint256();
      if (s.signum() == 0 || s.compareTo(Signature.HALF_N) > 0) {
        throw new RlpException("zero, or above half the order (EIP-2)");
      }
      field = "";
      in.expectEnd("the last field");
      return new DecodeResult.Decoded(
          new Transaction(raw, content, content.signingHash(), Signature.of(r, s, oddY)));
    }

    private RlpReader at(RlpReader in, String name) {
      field = name;
      return in;
    }

    private ChainId chainId(BigInteger value) throws RlpException {
      if (value.signum() == 0 || value.compareTo(MAX_CHAIN_ID) > 0) {
        throw new RlpException("chain id out of range (EIP-2294)");
      }
      return new ChainId(value.longValueExact());
    }

    private long nonce(RlpReader in) throws RlpException {
      return at(in, "nonce").uint63();
    }

    private Bytes to(RlpReader in) throws RlpException {
      Bytes to = at(in, "to").bytes();
      if (!to.isEmpty() && to.size() != Address.SIZE) {
        throw new RlpException("neither empty nor 20 bytes");
      }
      return to;
    }

    private static List<AccessListEntry> accessList(RlpReader in) throws RlpException {
      List<AccessListEntry> entries = new ArrayList<>();
      while (!in.atEnd()) {
        RlpReader pair = in.list();
        Address address = new Address(pair.bytes(Address.SIZE));
        RlpReader keys = pair.list();
        pair.expectEnd("an access list entry");
        List<Bytes32> storageKeys = new ArrayList<>();
        while (!keys.atEnd()) {
          storageKeys.add(new Bytes32(keys.bytes(Bytes32.SIZE)));
        }
        entries.add(new AccessListEntry(address, storageKeys));
      }
      return entries;
    }
  }
}
