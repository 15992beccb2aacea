package dev.braid.coordinator.devnet;

import dev.braid.protocol.types.ChainId;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One rollup of the devnet.
 *
 * @param port of its public RPC
 * @param access to its Engine API; null when it has none
 */
record Rollup(ChainId chainId, Engine engine, int port, long pid, @Nullable Access access) {
  /**
   * @param jwtSecret absolute
   */
  record Access(int port, Path jwtSecret) {
    String address() {
      return "http://127.0.0.1:" + port;
    }
  }

  URI rpc() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Without the slash, as people write it. */
  String address() {
    return "http://127.0.0.1:" + port;
  }
}
