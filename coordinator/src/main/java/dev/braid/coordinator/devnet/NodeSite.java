package dev.braid.coordinator.devnet;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where a node of the devnet lives.
 *
 * @param name for people and for its log's file
 * @param home directory of its configuration, its key and its data
 * @param port its public port
 * @param memberPort where it listens for other members, if there are any
 */
record NodeSite(String name, Path home, int port, int adminPort, int memberPort) {
  static final String HOST = "127.0.0.1";

  int busPort() {
    return memberPort + 1;
  }

  /** Without the slash, as people write it. */
  String address() {
    return "http://" + HOST + ":" + port;
  }

  String adminAddress() {
    return "http://" + HOST + ":" + adminPort;
  }

  URI rpc() {
    return URI.create(address() + "/");
  }

  Path configuration() {
    return home.resolve("node.yaml");
  }

  Path dataDirectory() {
    return home.resolve("data");
  }

  Path keyFile() {
    return dataDirectory().resolve("member.key");
  }
}
