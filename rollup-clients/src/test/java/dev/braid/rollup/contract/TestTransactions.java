package dev.braid.rollup.contract;

import dev.braid.protocol.crypto.BouncyCastleSecp256k1;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.UnsignedTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signed transactions for tests. */
public final class TestTransactions {
  public static final Secp256k1 CURVE = new BouncyCastleSecp256k1();
  public static final BigInteger GWEI = BigInteger.TEN.pow(9);
  public static final BigInteger ETHER = BigInteger.TEN.pow(18);
  public static final Address SINK = Address.fromHex("0x00000000000000000000000000000000000051ce");

  /** Deploys a contract whose every call reverts with {@code Error("no")}. */
  public static final Bytes REVERTER = reverter();

  private TestTransactions() {}

  /** A transaction to be changed here and there before it is signed. */
  public record Draft(
      ChainId chainId,
      long nonce,
      long gasLimit,
      BigInteger maxFee,
      BigInteger priorityFee,
      @Nullable Address to,
      BigInteger value,
      Bytes data) {
    public Draft withGasLimit(long limit) {
      return new Draft(chainId, nonce, limit, maxFee, priorityFee, to, value, data);
    }

    public Draft withFees(BigInteger max, BigInteger priority) {
      return new Draft(chainId, nonce, gasLimit, max, priority, to, value, data);
    }

    public Draft withValue(BigInteger wei) {
      return new Draft(chainId, nonce, gasLimit, maxFee, priorityFee, to, wei, data);
    }

    public Draft to(@Nullable Address address) {
      return new Draft(chainId, nonce, gasLimit, maxFee, priorityFee, address, value, data);
    }

    public Draft withData(Bytes bytes) {
      return new Draft(chainId, nonce, gasLimit, maxFee, priorityFee, to, value, bytes);
    }

    public RawTransaction sign(PrivateKey key) {
      return new UnsignedTransaction(
              2, chainId, nonce, gasLimit, maxFee, priorityFee, to, value, data, List.of())
          .sign(CURVE, key);
    }
  }

  /** Sends 1 wei to {@link #SINK}, with a fee that suffices for many blocks. */
  public static Draft transfer(ChainId chainId, long nonce) {
    return new Draft(
        chainId,
        nonce,
        21_000,
        GWEI.multiply(BigInteger.TEN),
        GWEI,
        SINK,
        BigInteger.ONE,
        Bytes.EMPTY);
  }

  /** Deploys {@link #REVERTER}. */
  public static Draft deployReverter(ChainId chainId, long nonce) {
    return transfer(chainId, nonce)
        .withGasLimit(200_000)
        .withValue(BigInteger.ZERO)
        .to(null)
        .withData(REVERTER);
  }

  /** The address of a contract that {@code deployer} creates with {@code nonce} below 128. */
  public static Address created(Address deployer, long nonce) {
    byte[] rlp = new byte[23];
    rlp[0] = (byte) 0xd6;
    rlp[1] = (byte) 0x94;
    System.arraycopy(deployer.bytes().unsafeArray(), 0, rlp, 2, 20);
    rlp[22] = nonce == 0 ? (byte) 0x80 : (byte) nonce;
    return new Address(Keccak.hash(rlp).bytes().slice(12, 32));
  }

  private static Bytes reverter() {
    String word = "00".repeat(31);
    String error = "08c379a0" + word + "20" + word + "02" + "6e6f" + "00".repeat(30);
    // PUSH1 100, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 100, PUSH1 0, REVERT
    String runtime = "6064600c60003960646000fd" + error;
    String size = Integer.toHexString(runtime.length() / 2);
    // PUSH1 size, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 size, PUSH1 0, RETURN
    return Bytes.fromHex("0x60" + size + "600c60003960" + size + "6000f3" + runtime);
  }
}
