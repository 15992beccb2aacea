package dev.braid.rollup.anvil;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.contract.EngineProcess;
import dev.braid.rollup.contract.TestRollup;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import dev.braid.rollup.spi.RollupClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** A real anvil process on a port of its own. */
public final class AnvilRollup implements TestRollup {
  private static final Duration START = Duration.ofSeconds(20);

  private final ChainId chainId;
  private final int port;
  private EngineProcess process;

  private AnvilRollup(ChainId chainId, int port) {
    this.chainId = chainId;
    this.port = port;
    this.process = launch();
    awaitAnswer();
  }

  public static AnvilRollup start(long chainId) {
    return new AnvilRollup(new ChainId(chainId), EngineProcess.freePort());
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public long pid() {
    return process.pid();
  }

  private EngineProcess launch() {
    Path root = Path.of(System.getProperty("braid.root", "."));
    Path binary =
        AnvilBinary.find(root)
            .orElseThrow(() -> new AssertionError("no anvil: run coordinator/npm/install"));
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(AnvilCommand.arguments(port, chainId));
    return EngineProcess.start(command);
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
    process.kill();
  }

  @Override
  public void freeze() {
    process.freeze();
  }

  @Override
  public void thaw() {
    process.thaw();
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
