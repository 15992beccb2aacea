package dev.braid.rollup.geth;

import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real geth that holds the mnemonic's accounts, driven by nobody until a test does. */
public final class GethProcess implements AutoCloseable {
  /** The genesis block's timestamp. */
  public static final long GENESIS_SECONDS = 1_700_000_000L;

  private static final Duration START = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final ChainId chainId;
  private final GethDirectory directory;
  private final Path geth;
  private final int httpPort;
  private final int enginePort;
  private Process process;

  private GethProcess(ChainId chainId, GethDirectory directory, List<GethGenesis.Allocation> more) {
    this.chainId = chainId;
    this.directory = directory;
    this.geth =
        switch (GethBinary.find(Path.of(System.getProperty("braid.root", ".")))) {
          case GethBinary.Found found -> found.file();
          case GethBinary.Missing missing -> throw new AssertionError(missing.why());
        };
    try (ServerSocket http = free();
        ServerSocket engine = free()) {
      this.httpPort = http.getLocalPort();
      this.enginePort = engine.getLocalPort();
      List<GethGenesis.Allocation> all =
          Stream.concat(GethGenesis.mnemonicAccounts(Accounts.CURVE).stream(), more.stream())
              .toList();
      directory.write(GethGenesis.json(chainId, GENESIS_SECONDS, all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process = launch();
  }

  /**
   * Starts and waits until it answers.
   *
   * @param more what stands in the genesis state beside the mnemonic's accounts
   */
  public static GethProcess start(Path directory, long chainId, List<GethGenesis.Allocation> more) {
    return new GethProcess(new ChainId(chainId), new GethDirectory(directory), more);
  }

  public ChainId chainId() {
    return chainId;
  }

  /** Public RPC and the testing namespace. */
  public URI rpc() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  public URI engine() {
    return URI.create("http://127.0.0.1:" + enginePort);
  }

  public Path jwtSecret() {
    return directory.jwtSecret();
  }

  public long pid() {
    return process.pid();
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, and its end awaited. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  /** On the same ports, with what it has on its disk. */
  public void restart() {
    kill();
    process = launch();
  }

  /** On the same ports, with the genesis block only. */
  public void restartEmpty() {
    kill();
    try {
      directory.erase();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = launch();
  }

  /** A call of its public RPC. */
  public JsonRpcReply call(JsonRpcCall call) {
    try (JsonRpcClient client = new JsonRpcClient(rpc(), JsonRpcLimits.DEFAULT)) {
      return client.call(call, START).join();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private Process launch() {
    try {
      if (!directory.isInitialised()) {
        Process init = run(GethCommand.init(geth, directory), "init.log");
        if (!init.waitFor(START.toSeconds(), TimeUnit.SECONDS) || init.exitValue() != 0) {
          init.destroyForcibly();
          throw new AssertionError("geth init: " + output("init.log"));
        }
        directory.markInitialised();
      }
      Process started =
          run(
              GethCommand.start(geth, directory, chainId, "127.0.0.1", httpPort, enginePort),
              "geth.log");
      await(started, this::answers);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Process run(List<String> command, String log) throws IOException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.path().resolve(log).toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    return started;
  }

  private void await(Process started, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!condition.getAsBoolean()) {
      if (!started.isAlive() || System.nanoTime() > end) {
        started.destroyForcibly();
        throw new AssertionError("geth does not answer: " + output("geth.log"));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private boolean answers() {
    try {
      call(JsonRpcCall.of("eth_chainId"));
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof JsonRpcTransportException) {
        return false;
      }
      throw e;
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("geth " + pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String output(String log) {
    try {
      return Files.readString(directory.path().resolve(log));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static ServerSocket free() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }
}
