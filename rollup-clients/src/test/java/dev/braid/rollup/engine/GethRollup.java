package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilAccounts;
import dev.braid.rollup.contract.EngineProcess;
import dev.braid.rollup.contract.TestRollup;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.geth.GethBinary;
import dev.braid.rollup.geth.GethCommand;
import dev.braid.rollup.geth.GethDirectory;
import dev.braid.rollup.geth.GethGenesis;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import dev.braid.rollup.spi.RollupClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** A real geth process on ports of its own, with a directory of its own. */
public final class GethRollup implements TestRollup {
  public static final Address FEE_RECIPIENT =
      Address.fromHex("0x00000000000000000000000000000000000000fe");

  private static final Duration START = Duration.ofSeconds(30);
  private static final long GENESIS_SECONDS = 1_700_000_000L;
  private static final String ZERO = "0x" + "00".repeat(32);

  private final ChainId chainId;
  private final GethDirectory directory;
  private final Path binary;
  private final int httpPort = EngineProcess.freePort();
  private final int enginePort = EngineProcess.freePort();
  private final List<RawTransaction> submitted = new ArrayList<>();
  private EngineProcess process;

  private GethRollup(ChainId chainId, Path root) {
    this.chainId = chainId;
    this.directory = new GethDirectory(root);
    this.binary = binary();
    try {
      directory.write(
          GethGenesis.json(
              chainId, GENESIS_SECONDS, GethGenesis.mnemonicAccounts(TestTransactions.CURVE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    init();
    this.process = launch();
  }

  public static GethRollup start(long chainId) {
    try {
      return new GethRollup(new ChainId(chainId), Files.createTempDirectory("braid-geth"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path binary() {
    return switch (GethBinary.find(Path.of(System.getProperty("braid.root", ".")))) {
      case GethBinary.Found found -> found.file();
      case GethBinary.Missing missing -> throw new AssertionError(missing.why());
    };
  }

  private void init() {
    if (EngineProcess.start(GethCommand.init(binary, directory)).awaitEnd() != 0) {
      throw new AssertionError("geth init failed");
    }
  }

  private EngineProcess launch() {
    EngineProcess started =
        EngineProcess.start(
            GethCommand.start(binary, directory, chainId, "127.0.0.1", httpPort, enginePort));
    awaitAnswer(started);
    return started;
  }

  private void awaitAnswer(EngineProcess started) {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      try {
        rpc(JsonRpcCall.of("eth_chainId"));
        engine(JsonRpcCall.of("eth_chainId"));
        return;
      } catch (CompletionException e) {
        if (!started.isAlive() || !(e.getCause() instanceof JsonRpcTransportException)) {
          throw new AssertionError("geth did not start", e);
        }
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("geth does not answer");
  }

  public URI rpcUrl() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  public URI engineUrl() {
    return URI.create("http://127.0.0.1:" + enginePort);
  }

  /** Settings that lead straight to it. */
  public EngineSettings settings() {
    return settings(engineUrl(), rpcUrl());
  }

  /** Settings that lead to it through something else. */
  public EngineSettings settings(URI engine, URI rpc) {
    return new EngineSettings(
        chainId, engine, directory.jwtSecret(), rpc, rpc, false, FEE_RECIPIENT);
  }

  /** Any call to the public port behind the client's back. */
  public JsonNode rpc(JsonRpcCall call) {
    try (JsonRpcClient rpc = new JsonRpcClient(rpcUrl(), JsonRpcLimits.DEFAULT)) {
      return rpc.call(call, Duration.ofSeconds(5)).thenApply(JsonRpcReply::result).join();
    }
  }

  /** Any call to the port with the secret behind the client's back. */
  public JsonNode engine(JsonRpcCall call) {
    JwtSecret secret = JwtSecret.read(directory.jwtSecret());
    try (JsonRpcClient rpc =
        new JsonRpcClient(
            engineUrl(),
            JsonRpcLimits.DEFAULT,
            () -> "Bearer " + secret.token(Instant.now().getEpochSecond()))) {
      return rpc.call(call, Duration.ofSeconds(5)).thenApply(JsonRpcReply::result).join();
    }
  }

  private JsonNode latest() {
    return rpc(JsonRpcCall.of("eth_getBlockByNumber", "latest", false));
  }

  /** A deposed leader's late {@code forkchoiceUpdated} to a block that was decided. */
  public void lateForkchoice(BlockHash block) {
    String hash = block.toHex();
    engine(
        JsonRpcCall.of(
            "engine_forkchoiceUpdatedV3",
            Map.of("headBlockHash", hash, "safeBlockHash", hash, "finalizedBlockHash", hash)));
  }

  /** Starts it again as it was. */
  public void restart() {
    kill();
    process = launch();
  }

  @Override
  public ChainId chainId() {
    return chainId;
  }

  @Override
  public RollupClient newClient() {
    return new EngineClient(settings(), TestTransactions.CURVE);
  }

  @Override
  public PrivateKey key(int index) {
    return AnvilAccounts.key(index);
  }

  @Override
  public void restartEmpty() {
    kill();
    try {
      directory.erase();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    init();
    process = launch();
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
    rpc(JsonRpcCall.of("eth_sendRawTransaction", transaction.raw()));
    submitted.add(transaction);
  }

  @Override
  public void mineForeign() {
    long time = Long.decode(latest().path("timestamp").asText()) + 1;
    Map<String, Object> attributes =
        Map.of(
            "timestamp",
            "0x" + Long.toHexString(time),
            "prevRandao",
            ZERO,
            "suggestedFeeRecipient",
            FEE_RECIPIENT.bytes(),
            "withdrawals",
            List.of(),
            "parentBeaconBlockRoot",
            ZERO);
    List<Object> list = submitted.stream().<Object>map(RawTransaction::raw).toList();
    submitted.clear();
    rpc(JsonRpcCall.of("testing_commitBlockV1", attributes, list, "0x"));
  }

  /** By {@code debug_setHead}: a forkchoiceUpdated below what is final changes nothing. */
  @Override
  public void rollBackForeign() {
    long parent = Long.decode(latest().path("number").asText()) - 1;
    rpc(JsonRpcCall.of("debug_setHead", "0x" + Long.toHexString(parent)));
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory.path())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
