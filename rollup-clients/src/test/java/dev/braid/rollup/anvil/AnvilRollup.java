package dev.braid.rollup.anvil;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.contract.TestRollup;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import dev.braid.rollup.spi.RollupClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A real anvil process on a port of its own. */
public final class AnvilRollup implements TestRollup {
  private static final Duration START = Duration.ofSeconds(20);

  private final ChainId chainId;
  private final int port;
  private Process process;

  private AnvilRollup(ChainId chainId, int port) {
    this.chainId = chainId;
    this.port = port;
    this.process = launch();
    awaitAnswer();
  }

  public static AnvilRollup start(long chainId) {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      return new AnvilRollup(new ChainId(chainId), port);
    } catch (IOException e) {
      throw new AssertionError("no free port", e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public long pid() {
    return process.pid();
  }

  private Process launch() {
    Path root = Path.of(System.getProperty("braid.root", "."));
    Path binary =
        AnvilBinary.find(root)
            .orElseThrow(() -> new AssertionError("no anvil: run coordinator/npm/install"));
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(AnvilCommand.arguments(port, chainId));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new AssertionError("cannot start anvil", e);
    }
  }

  private void awaitAnswer() {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      try {
        call(JsonRpcCall.of("eth_chainId"));
        return;
      } catch (CompletionException e) {
        if (!process.isAlive() || !(e.getCause() instanceof JsonRpcTransportException)) {
          throw new AssertionError("anvil did not start", e);
        }
      }
    }
    throw new AssertionError("anvil does not answer");
  }

  private void call(JsonRpcCall call) {
    try (JsonRpcClient rpc = new JsonRpcClient(url(), JsonRpcLimits.DEFAULT)) {
      rpc.call(call, Duration.ofSeconds(5)).thenApply(JsonRpcReply::result).join();
    }
  }

  @Override
  public ChainId chainId() {
    return chainId;
  }

  @Override
  public RollupClient newClient() {
    return new AnvilClient(chainId, url(), TestTransactions.CURVE);
  }

  @Override
  public PrivateKey key(int index) {
    return AnvilAccounts.key(index);
  }

  @Override
  public void restartEmpty() {
    kill();
    process = launch();
    awaitAnswer();
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new AssertionError("anvil survives kill -9");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void freeze() {
    signal("STOP");
  }

  @Override
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill -" + name + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void submitForeign(RawTransaction transaction) {
    call(JsonRpcCall.of("eth_sendRawTransaction", transaction.raw().toHex()));
  }

  @Override
  public void mineForeign() {
    call(JsonRpcCall.of("evm_mine"));
  }

  @Override
  public void rollBackForeign() {
    call(JsonRpcCall.of("anvil_rollback", 1));
  }

  /** Any call behind the client's back. */
  public void late(JsonRpcCall call) {
    call(call);
  }

  @Override
  public void close() {
    kill();
  }
}
