package dev.braid.it.harness;

import dev.braid.it.checker.Hashing;
import dev.braid.it.checker.Rlp;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A transaction before it is signed. Fees are generous: anvil's base fee never reaches them in a
 * test.
 *
 * @param type 0 legacy with EIP-155, 1 EIP-2930, 2 EIP-1559
 * @param feeCap gas price, or fee cap, in wei
 * @param tip priority fee cap in wei, for type 2
 */
public record Tx(
    int type,
    long chainId,
    long nonce,
    BigInteger feeCap,
    BigInteger tip,
    long gasLimit,
    String to,
    BigInteger value,
    String data) {
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
  public static final String SINK = "0x00000000000000000000000000000000000b1a1d";

  /** One wei to a sink. */
  public static Tx transfer(long chainId, long nonce) {
    return new Tx(
        2,
        chainId,
        nonce,
        GWEI.multiply(BigInteger.valueOf(100)),
        GWEI,
        21_000,
        SINK,
        BigInteger.ONE,
        "0x");
  }

  /** Reverts, with {@code Error("planned")}. */
  public static Tx reverting(long chainId, long nonce) {
    return transfer(chainId, nonce).calling(Genesis.REVERTER, "0x");
  }

  /** A call of the contract that succeeds. */
  public static Tx storing(long chainId, long nonce) {
    return transfer(chainId, nonce).calling(Genesis.REVERTER, "0x01");
  }

  public Tx calling(String contract, String input) {
    return new Tx(type, chainId, nonce, feeCap, tip, 100_000, contract, BigInteger.ZERO, input);
  }

  public Tx ofType(int other) {
    return new Tx(other, chainId, nonce, feeCap, tip, gasLimit, to, value, data);
  }

  public Tx withValue(BigInteger wei) {
    return new Tx(type, chainId, nonce, feeCap, tip, gasLimit, to, wei, data);
  }

  public Tx withGas(long limit) {
    return new Tx(type, chainId, nonce, feeCap, tip, limit, to, value, data);
  }

  public Tx withData(String input) {
    return new Tx(type, chainId, nonce, feeCap, tip, gasLimit, to, value, input);
  }

  public Tx withFees(BigInteger cap, BigInteger priority) {
    return new Tx(type, chainId, nonce, cap, priority, gasLimit, to, value, data);
  }

  /** The raw transaction as hex. */
  public String sign(Wallet wallet) {
    List<Object> unsigned = fields();
    if (type == 0) {
      List<Object> signing = new ArrayList<>(unsigned);
      signing.addAll(List.of(Rlp.integer(chainId), new byte[0], new byte[0]));
      Wallet.Signed signed = wallet.sign(Hashing.keccak(Rlp.encode(signing)));
      List<Object> all = new ArrayList<>(unsigned);
      all.add(Rlp.integer(chainId * 2 + 35 + signed.yParity()));
      all.add(Rlp.integer(signed.r()));
      all.add(Rlp.integer(signed.s()));
      return Hashing.hex(Rlp.encode(all));
    }
    Wallet.Signed signed = wallet.sign(Hashing.keccak(typed(unsigned)));
    List<Object> all = new ArrayList<>(unsigned);
    all.add(Rlp.integer(signed.yParity()));
    all.add(Rlp.integer(signed.r()));
    all.add(Rlp.integer(signed.s()));
    return Hashing.hex(typed(all));
  }

  /** As hex, with no signature at all. */
  public String unsigned() {
    return Hashing.hex(type == 0 ? Rlp.encode(fields()) : typed(fields()));
  }

  private byte[] typed(List<Object> fields) {
    byte[] payload = Rlp.encode(fields);
    byte[] bytes = new byte[payload.length + 1];
    bytes[0] = (byte) type;
    System.arraycopy(payload, 0, bytes, 1, payload.length);
    return bytes;
  }

  private List<Object> fields() {
    List<Object> fields = new ArrayList<>();
    if (type != 0) {
      fields.add(Rlp.integer(chainId));
    }
    fields.add(Rlp.integer(nonce));
    if (type >= 2) {
      fields.add(Rlp.integer(tip));
    }
    fields.add(Rlp.integer(feeCap));
    fields.add(Rlp.integer(gasLimit));
    fields.add(Hashing.bytes(to.toLowerCase(Locale.ROOT)));
    fields.add(Rlp.integer(value));
    fields.add(Hashing.bytes(data));
    if (type != 0) {
      fields.add(List.of());
    }
    if (type == 3) {
      fields.add(Rlp.integer(GWEI));
      fields.add(List.of(versionedHash()));
    }
    if (type == 4) {
      fields.add(List.of());
    }
    return fields;
  }

  private static byte[] versionedHash() {
    byte[] hash = Hashing.keccak(new byte[0]);
    hash[0] = 1;
    return hash;
  }
}
