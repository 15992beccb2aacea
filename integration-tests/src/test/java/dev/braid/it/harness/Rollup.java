package dev.braid.it.harness;

import java.util.function.UnaryOperator;

/**
 * A real engine as a rollup that nobody but a node drives, and that a test may treat as it likes.
 */
public interface Rollup extends AutoCloseable {
  long chainId();

  /** Of its public RPC. */
  String url();

  default JsonRpc rpc() {
    return new JsonRpc(url());
  }

  Child process();

  /** {@code kill -9}. */
  default void kill() {
    process().kill();
  }

  /** Starts it again, on the same ports, with whatever its engine kept. */
  void restart();

  /** Starts it again, on the same ports, with its genesis block only. */
  void restartEmpty();

  /**
   * What a node's configuration says of its engine: {@code client: …, rpc: …}.
   *
   * @param via the URL at which the node finds one of the rollup's URLs
   */
  String client(UnaryOperator<String> via);

  default long blockNumber() {
    return Long.decode(rpc().result("eth_blockNumber").asText());
  }

  @Override
  void close();
}
