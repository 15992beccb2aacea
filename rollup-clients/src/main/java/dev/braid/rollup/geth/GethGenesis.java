package dev.braid.rollup.geth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilAccounts;
import dev.braid.rollup.anvil.AnvilCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The genesis file of a chain that Braid drives: every fork up to Osaka from the first block, and
 * the four contracts that the rules of those forks call in each block (EIP-4788, EIP-2935,
 * EIP-7002, EIP-7251). Without the last two geth builds no block at all; without {@code
 * blobSchedule} it does not start.
 */
public final class GethGenesis {
  /** Gas of a block: what geth steers to by itself, so that it never moves. */
  public static final long GAS_LIMIT = 60_000_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CONTRACTS = "system-contracts.json";
  private static final BigInteger RICH = BigInteger.TEN.pow(22);
  private static final String ONE_GWEI = "0x3b9aca00";
  private static final List<String> BLOCK_FORKS =
      List.of(
          "homesteadBlock",
          "eip150Block",
          "eip155Block",
          "eip158Block",
          "byzantiumBlock",
          "constantinopleBlock",
          "petersburgBlock",
          "istanbulBlock",
          "muirGlacierBlock",
          "berlinBlock",
          "londonBlock",
          "arrowGlacierBlock",
          "grayGlacierBlock",
          "mergeNetsplitBlock");
  private static final List<String> TIME_FORKS =
      List.of("shanghaiTime", "cancunTime", "pragueTime", "osakaTime");

  private GethGenesis() {}

  /**
   * Something that stands in the genesis state.
   *
   * @param balanceWei not negative
   * @param code of a contract; empty for an account
   */
  public record Allocation(Address address, BigInteger balanceWei, Bytes code) {
    /** An account with 10,000 ether. */
    public static Allocation funded(Address address) {
      return new Allocation(address, RICH, Bytes.EMPTY);
    }

    public static Allocation contract(Address address, Bytes code) {
      return new Allocation(address, BigInteger.ZERO, code);
    }
  }

  /** The accounts that anvil funds by default, so that the same keys hold ether everywhere. */
  public static List<Allocation> mnemonicAccounts(Secp256k1 curve) {
    List<Allocation> accounts = new ArrayList<>();
    for (int i = 0; i < AnvilCommand.ACCOUNTS; i++) {
      accounts.add(Allocation.funded(curve.address(AnvilAccounts.key(i))));
    }
    return accounts;
  }

  /**
   * The same text for the same arguments: a chain that is begun again has the same first block.
   *
   * @param timestampSeconds of the genesis block
   */
  public static String json(ChainId chainId, long timestampSeconds, List<Allocation> allocations) {
    ObjectNode genesis = MAPPER.createObjectNode();
    rules(genesis.putObject("config"), chainId);
    genesis.put("nonce", "0x0");
    genesis.put("timestamp", "0x" + Long.toHexString(timestampSeconds));
    genesis.put("extraData", "0x");
    genesis.put("gasLimit", "0x" + Long.toHexString(GAS_LIMIT));
    genesis.put("difficulty", "0x0");
    genesis.put("mixHash", "0x" + "00".repeat(32));
    genesis.put("coinbase", "0x" + "00".repeat(20));
    genesis.put("baseFeePerGas", ONE_GWEI);
    ObjectNode alloc = genesis.putObject("alloc");
    systemContracts()
        .properties()
        .forEach(
            contract ->
                alloc
                    .putObject(contract.getKey())
                    .put("nonce", "0x1")
                    .put("balance", "0x0")
                    .put("code", contract.getValue().asText()));
    for (Allocation allocation : allocations) {
      ObjectNode account = alloc.putObject(allocation.address().toHex());
      account.put("balance", "0x" + allocation.balanceWei().toString(16));
      if (!allocation.code().equals(Bytes.EMPTY)) {
        account.put("code", allocation.code().toHex());
      }
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(genesis) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void rules(ObjectNode config, ChainId chainId) {
    config.put("chainId", chainId.value());
    BLOCK_FORKS.forEach(fork -> config.put(fork, 0));
    config.put("terminalTotalDifficulty", 0);
    TIME_FORKS.forEach(fork -> config.put(fork, 0));
    ObjectNode blobs = config.putObject("blobSchedule");
    blobs
        .putObject("cancun")
        .put("target", 3)
        .put("max", 6)
        .put("baseFeeUpdateFraction", 3_338_477);
    blobs
        .putObject("prague")
        .put("target", 6)
        .put("max", 9)
        .put("baseFeeUpdateFraction", 5_007_716);
  }

  private static JsonNode systemContracts() {
    try (InputStream in = GethGenesis.class.getResourceAsStream(CONTRACTS)) {
      if (in == null) {
        throw new IllegalStateException(CONTRACTS + " is not in the jar");
      }
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
