package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Values that tests of the planner share. */
final class Fixtures {
  private static final Map<ChainId, BlockRef> GENESES = new HashMap<>();

  private Fixtures() {}

  static Bytes32 digest(String text) {
    try {
      return Bytes32.wrap(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static ChainId chain(int index) {
    return new ChainId(901 + index);
  }

  static BundleId bundleId(int index) {
    return new BundleId(digest("bundle " + index));
  }

  static Address sender(int index) {
    return new Address(
        Bytes.wrap(Arrays.copyOf(digest("sender " + index).bytes().toArray(), Address.SIZE)));
  }

  static TransactionHash transactionHash(int bundle, ChainId chain, int index) {
    return new TransactionHash(digest("tx " + bundle + " " + chain + " " + index));
  }

  static BlockRef genesis(ChainId chain) {
    return GENESES.computeIfAbsent(chain, Fixtures::newGenesis);
  }

  private static BlockRef newGenesis(ChainId chain) {
    return new BlockRef(0, new BlockHash(digest("genesis " + chain)), 1_000);
  }

  static BlockHeader header(BlockRef parent, long timestampSeconds) {
    return new BlockHeader(
        parent.hash(),
        Bytes32.ZERO,
        Address.ZERO,
        Bytes32.ZERO,
        Bytes32.ZERO,
        Bytes32.ZERO,
        Bytes.wrap(new byte[256]),
        BigInteger.ZERO,
        parent.number() + 1,
        30_000_000,
        0,
        timestampSeconds,
        Bytes.EMPTY,
        Bytes32.ZERO,
        Bytes.wrap(new byte[8]),
        BigInteger.ONE,
        null,
        null,
        null,
        null,
        null);
  }

  static Reason reason(ReasonCode code, ChainId chain, TransactionHash hash, int index) {
    return new Reason(code, chain, hash, index, "", null, null);
  }
}
