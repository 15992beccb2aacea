package dev.braid.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real node: the built distribution as a process, with a config file and a data directory. */
public final class Node implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path directory;
  private final int port;
  private final int adminPort;
  private final Path config;
  private @Nullable Child child;

  /**
   * @param rollups by chain id what the configuration says of the rollup's engine
   * @param blockTime of every rollup; {@code 0} = on demand
   * @param more lines of the config file beside the data directory, ports and rollups
   */
  public Node(Path directory, Map<Long, String> rollups, String blockTime, String more) {
    this.directory = directory;
    this.port = Ports.free();
    this.adminPort = Ports.free();
    StringBuilder yaml = new StringBuilder();
    yaml.append("node: {dataDir: data}\n");
    yaml.append("http: {port: ").append(port).append("}\n");
    yaml.append("admin: {port: ").append(adminPort).append("}\n");
    yaml.append(more);
    yaml.append("rollups:\n");
    rollups.forEach(
        (chainId, client) ->
            yaml.append("  - {chainId: ")
                .append(chainId)
                .append(", blockTime: ")
                .append(blockTime)
                .append(", ")
                .append(client)
                .append("}\n"));
    try {
      this.config = Files.writeString(directory.resolve("braid.yaml"), yaml.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Of the operator's port. */
  public String adminUrl() {
    return "http://127.0.0.1:" + adminPort;
  }

  public JsonRpc rpc() {
    return new JsonRpc(url());
  }

  public Child process() {
    if (child == null) {
      throw new IllegalStateException("the node was not started");
    }
    return child;
  }

  public Path directory() {
    return directory;
  }

  public Path dataDirectory() {
    return directory.resolve("data");
  }

  /** Starts the process and waits until it is healthy. */
  public Node start(String... jvmFlags) {
    launch(jvmFlags);
    awaitHealthy();
    return this;
  }

  /** Starts the process and returns at once. */
  public void launch(String... jvmFlags) {
    List<String> flags = new ArrayList<>(List.of("-Xmx1g"));
    flags.addAll(List.of(jvmFlags));
    List<String> command =
        Distribution.command(flags, List.of("node", "--config", config.toString()));
    child =
        Child.start(
            "node", command, Distribution.environment(), directory, directory.resolve("node.log"));
  }

  public void awaitHealthy() {
    Await.until("node to be healthy", START, () -> health() == 200);
  }

  /** The status of {@code GET /health}; 0 when nothing listens. */
  public int health() {
    if (!process().alive()) {
      throw new AssertionError("the node ended:\n" + process().output());
    }
    try {
      return rpc().get("/health").status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    process().kill();
  }

  public String output() {
    return child == null ? "" : child.output();
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }
}
