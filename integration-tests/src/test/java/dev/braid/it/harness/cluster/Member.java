package dev.braid.it.harness.cluster;

import dev.braid.it.harness.Await;
import dev.braid.it.harness.Child;
import dev.braid.it.harness.Cli;
import dev.braid.it.harness.Distribution;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Wallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A member: a real node on a machine of its own, with its files in one directory. */
public final class Member implements AutoCloseable {
  static final int HTTP_PORT = 8970;
  static final int MEMBER_PORT = 5701;
  static final int BUS_PORT = 5702;
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(2);
  private static final Duration START = Duration.ofSeconds(120);

  private final int index;
  private final String address;
  private final Wallet key;
  private final Path directory;
  private final Hosts hosts;
  private @Nullable Child child;
  private boolean bootstrapped;
  private boolean paused;

  Member(int index, Wallet key, Path directory, Hosts hosts) {
    this.index = index;
    this.address = hosts.address(index);
    this.key = key;
    this.directory = directory;
    this.hosts = hosts;
  }

  /** Writes what the node needs to start: configuration, its key, and the cluster's secret. */
  void prepare(String configuration, String clusterSecret) {
    try {
      Files.createDirectories(dataDirectory());
      Files.writeString(directory.resolve("braid.yaml"), configuration);
      writeSecret(directory.resolve("cluster.secret"), clusterSecret);
      writeSecret(keyFile(), key.secret());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeSecret(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  public int index() {
    return index;
  }

  /** With which it signs. */
  public String signer() {
    return key.address();
  }

  public String host() {
    return address;
  }

  public Path directory() {
    return directory;
  }

  public Path dataDirectory() {
    return directory.resolve("data");
  }

  public Path keyFile() {
    return directory.resolve("member.key");
  }

  public String url() {
    return "http://" + address + ":" + HTTP_PORT;
  }

  public JsonRpc rpc() {
    return new JsonRpc(url());
  }

  /** Calls of it that end when they are not answered in time, as those to a stopped process do. */
  public JsonRpc rpc(Duration patience) {
    return new JsonRpc(url(), patience);
  }

  public Child process() {
    if (child == null) {
      throw new IllegalStateException("member " + index + " was not started");
    }
    return child;
  }

  /** Starts the process and returns at once; the first start says that a new log may begin. */
  public void launch(String... jvmFlags) {
    launch(List.of(jvmFlags), bootstrapped ? List.of() : List.of("--bootstrap"));
    bootstrapped = true;
  }

  /** The same, with other words after the command. */
  public void launch(List<String> jvmFlags, List<String> arguments) {
    List<String> flags = new ArrayList<>(List.of("-Xmx640m"));
    flags.addAll(jvmFlags);
    List<String> words = new ArrayList<>(List.of("node", "--config", "braid.yaml"));
    words.addAll(arguments);
    List<String> command = new ArrayList<>(hosts.on(index));
    command.addAll(Distribution.command(flags, words));
    Path log = directory.resolve("node.log");
    child = Child.start(this.toString(), command, Distribution.environment(), directory, log);
    paused = false;
  }

  /** Starts the process as it stands and waits until it is healthy. */
  public void restart() {
    launch();
    awaitHealthy();
  }

  public boolean alive() {
    return child != null && child.alive();
  }

  /** Whether it runs and was not stopped by {@link #pause}. */
  public boolean running() {
    return alive() && !paused;
  }

  /** Whether the system says that it is stopped, whoever stopped it. */
  public boolean isStopped() {
    return alive() && process().isStopped();
  }

  /** {@code kill -9}; the process is gone on return. */
  public void kill() {
    process().kill();
    paused = false;
  }

  /** SIGSTOP. */
  public void pause() {
    process().pause();
    paused = true;
  }

  /** SIGCONT. */
  public void resume() {
    process().resume();
    paused = false;
  }

  /** The status of {@code GET /health}; 0 when nothing answers. */
  public int health() {
    return healthAnswer().map(JsonRpc.Answer::status).orElse(0);
  }

  private Optional<JsonRpc.Answer> healthAnswer() {
    if (!alive()) {
      throw new AssertionError(this + " ended:\n" + tail());
    }
    try {
      return Optional.of(rpc(HEALTH_PATIENCE).get("/health"));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  public void awaitHealthy() {
    awaitHealthy(START);
  }

  void awaitHealthy(Duration deadline) {
    try {
      Await.until(this + " to be healthy", deadline, () -> health() == 200);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; /health: " + healthAnswer(), e);
    }
  }

  /** {@code ./braid log verify} over its files. */
  public Cli.Result verifyLog() {
    return Cli.run(directory, "log", "verify", dataDirectory().toString());
  }

  /** All that it wrote since its first start. */
  public String output() {
    return child == null ? "" : child.output();
  }

  /** The end of its output. */
  public String tail() {
    String log = output();
    return log.substring(Math.max(0, log.length() - 8_000));
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }

  @Override
  public String toString() {
    return "member-" + index;
  }
}
