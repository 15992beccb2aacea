package dev.braid.protocol.testing;

import dev.braid.protocol.crypto.BouncyCastleSecp256k1;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.UnsignedTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.List;

/** The first accounts of the test mnemonic "test test … junk", and transactions of theirs. */
public enum Accounts {
  ALICE("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
  BOB("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
  CAROL("0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

  public static final Secp256k1 CURVE = new BouncyCastleSecp256k1();
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  private final PrivateKey key;

  Accounts(String secret) {
    this.key = new PrivateKey(Bytes32.fromHex(secret));
  }

  public PrivateKey key() {
    return key;
  }

  public Address address() {
    return CURVE.address(key);
  }

  /** A signed transfer of 1 wei (EIP-1559, gas limit 21,000, fee cap 2 gwei). */
  public RawTransaction transfer(long chainId, long nonce) {
    return transfer(chainId, nonce, 21_000);
  }

  public RawTransaction transfer(long chainId, long nonce, long gasLimit) {
    return new UnsignedTransaction(
            2,
            new ChainId(chainId),
            nonce,
            gasLimit,
            GWEI.shiftLeft(1),
            GWEI,
            Address.fromHex("0x00000000000000000000000000000000000000aa"),
            BigInteger.ONE,
            Bytes.EMPTY,
            List.of())
        .sign(CURVE, key);
  }
}
