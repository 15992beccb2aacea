package dev.braid.coordinator.devnet;

import dev.braid.protocol.types.ChainId;
import java.net.URI;

/** One rollup of the devnet. */
record Rollup(ChainId chainId, int port, long pid) {
  URI rpc() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Without the slash, as people write it. */
  String address() {
    return "http://127.0.0.1:" + port;
  }
}
