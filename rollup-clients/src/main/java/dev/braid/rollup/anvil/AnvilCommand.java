package dev.braid.rollup.anvil;

import dev.braid.protocol.types.ChainId;
import java.util.List;

/**
 * How anvil must be started so that {@link AnvilClient} can drive it: no mining of its own, pool in
 * order of arrival, and everything that enters the genesis block fixed, so that a fresh process
 * replays the same hashes.
 */
public final class AnvilCommand {
  /** The version of anvil that this client is tested with. */
  public static final String TESTED_VERSION = "1.7.1";

  /** Anvil's own default; every account {@code m/44'/60'/0'/0/i} holds 10,000 ether. */
  public static final String MNEMONIC =
      "test test test test test test test test test test test junk";

  public static final int ACCOUNTS = 20;

  /** The genesis block's timestamp: without it every start has another genesis hash. */
  public static final long GENESIS_SECONDS = 1_700_000_000L;

  private AnvilCommand() {}

  /**
   * Arguments behind the program's name.
   *
   * @param port on 127.0.0.1
   */
  public static List<String> arguments(int port, ChainId chainId) {
    return List.of(
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--chain-id",
        chainId.toString(),
        "--accounts",
        Integer.toString(ACCOUNTS),
        "--mnemonic",
        MNEMONIC,
        "--no-mining",
        "--order",
        "fifo",
        "--timestamp",
        Long.toString(GENESIS_SECONDS),
        "--silent");
  }
}
