package dev.braid.it.harness;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real anvil as a rollup. Killed and started again it is empty: its blocks live in Braid's log.
 */
public final class Anvil implements Rollup {
  private static final Duration START = Duration.ofSeconds(20);

  private final long chainId;
  private final String host;
  private final int port;
  private final Path directory;
  private final Path genesis;
  private Child child;

  private Anvil(long chainId, String host, int port, Path directory, Path genesis) {
    this.chainId = chainId;
    this.host = host;
    this.port = port;
    this.directory = directory;
    this.genesis = genesis;
    this.child = launch(chainId, Genesis.TIMESTAMP);
  }

  /** Starts on a free port and waits until it answers. */
  public static Anvil start(Path directory, long chainId, List<Wallet> funded) {
    return start(directory, chainId, funded, "127.0.0.1");
  }

  /** The same, at an address that others reach too. */
  public static Anvil start(Path directory, long chainId, List<Wallet> funded, String host) {
    Path genesis =
        Genesis.write(directory.resolve("genesis-" + chainId + ".json"), chainId, funded);
    return new Anvil(chainId, host, Ports.free(), directory, genesis);
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public String url() {
    return "http://" + host + ":" + port;
  }

  @Override
  public Child process() {
    return child;
  }

  /** Anvil keeps nothing: it is empty again. */
  @Override
  public void restart() {
    child.close();
    Await.until("port " + port + " free", START, () -> Ports.isFree(port));
    child = launch(chainId, Genesis.TIMESTAMP);
  }

  /** Starts another chain on its port instead. */
  public void replaceBy(long otherChainId, String genesisTimestamp) {
    child.close();
    Await.until("port " + port + " free", START, () -> Ports.isFree(port));
    child = launch(otherChainId, genesisTimestamp);
  }

  @Override
  public void restartEmpty() {
    restart();
  }

  @Override
  public String client(UnaryOperator<String> via) {
    return "client: anvil, rpc: \"" + via.apply(url()) + "\"";
  }

  @Override
  public void close() {
    child.close();
  }

  private Child launch(long chain, String timestamp) {
    List<String> command =
        List.of(
            AnvilBinary.find().toString(),
            "--host",
            host,
            "--port",
            Integer.toString(port),
            "--chain-id",
            Long.toString(chain),
            "--timestamp",
            timestamp,
            "--init",
            genesis.toString(),
            "--accounts",
            "1",
            "--no-mining",
            "--order",
            "fifo",
            "--silent");
    String name = "anvil-" + chainId;
    Child started =
        Child.start(name, command, Map.of(), directory, directory.resolve(name + ".log"));
    try {
      Await.value(name + " to answer", START, () -> answer(started));
    } catch (AssertionError e) {
      started.close();
      throw new AssertionError(e.getMessage() + "\n" + started.output(), e);
    }
    return started;
  }

  private @Nullable Boolean answer(Child started) {
    if (!started.alive()) {
      throw new AssertionError("anvil ended: " + started.output());
    }
    try {
      return rpc().call("eth_chainId").json().has("result") ? true : null;
    } catch (UncheckedIOException e) {
      return null;
    }
  }
}
