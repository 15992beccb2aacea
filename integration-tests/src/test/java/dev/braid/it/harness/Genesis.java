package dev.braid.it.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * A genesis file for anvil: funded wallets and one contract, the same at every start (an anvil that
 * was killed starts again empty, from this).
 */
public final class Genesis {
  /**
   * Called with no data it reverts with {@code Error("planned")}; with data it burns some gas by
   * storing and succeeds.
   */
  public static final String REVERTER = "0x00000000000000000000000000000000000000fe";

  private static final String RICH = "0x21e19e0c9bab2400000"; // 10,000 ether
  public static final String TIMESTAMP = "1700000000";

  private Genesis() {}

  public static Path write(Path file, long chainId, Collection<Wallet> wallets) {
    ObjectNode genesis = JsonRpc.JSON.createObjectNode();
    ObjectNode config = genesis.putObject("config");
    config.put("chainId", chainId);
    for (String fork :
        new String[] {
          "homesteadBlock",
          "eip150Block",
          "eip155Block",
          "eip158Block",
          "byzantiumBlock",
          "constantinopleBlock",
          "petersburgBlock",
          "istanbulBlock",
          "berlinBlock",
          "londonBlock"
        }) {
      config.put(fork, 0);
    }
    genesis.put("nonce", "0x0");
    genesis.put("timestamp", "0x" + Long.toHexString(Long.parseLong(TIMESTAMP)));
    genesis.put("extraData", "0x");
    genesis.put("gasLimit", "0x1c9c380");
    genesis.put("difficulty", "0x0");
    genesis.put("mixHash", "0x" + "00".repeat(32));
    genesis.put("coinbase", "0x" + "00".repeat(20));
    ObjectNode alloc = genesis.putObject("alloc");
    for (Wallet wallet : wallets) {
      alloc.putObject(wallet.address()).put("balance", RICH);
    }
    alloc.putObject(REVERTER).put("balance", "0x0").put("code", reverterCode());
    try {
      return Files.writeString(file, genesis.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String reverterCode() {
    return "0x"
        + "36" // CALLDATASIZE
        + "602b" // PUSH1 offset of the JUMPDEST below
        + "57" // JUMPI: data, so succeed
        + "62461bcd" // PUSH3: Error(string) without its first zero byte
        + "60e5" // PUSH1 229
        + "1b" // SHL: the selector 0x08c379a0 in the first word
        + "6000"
        + "52" // MSTORE
        + "6020"
        + "6004"
        + "52" // MSTORE: offset of the text
        + "6007"
        + "6024"
        + "52" // MSTORE: length of the text
        + "66706c616e6e6564" // PUSH7 "planned"
        + "60c8" // PUSH1 200
        + "1b" // SHL: left-aligned
        + "6044"
        + "52" // MSTORE
        + "6064"
        + "6000"
        + "fd" // REVERT
        + "5b" // JUMPDEST
        + "43" // NUMBER
        + "6000"
        + "55" // SSTORE
        + "00"; // STOP
  }
}
