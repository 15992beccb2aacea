package dev.braid.coordinator.devnet;

import dev.braid.coordinator.client.RpcHttp;

/** A node that was started. */
record RunningNode(NodeSite site, Child process, RpcHttp rpc) implements AutoCloseable {
  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    rpc.close();
  }
}
