package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.rollup.driver.BlockReads;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.Requests;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The three ports of an engine, with the time-outs of the Engine API where those are shorter than
 * what a deadline leaves. Calls of the engine's own namespace are idempotent: each is sent once
 * more when the connection breaks.
 */
final class EngineRpc implements AutoCloseable {
  /** Of {@code engine_newPayload} and {@code engine_forkchoiceUpdated} (paris.md). */
  static final Duration EXECUTION = Duration.ofSeconds(8);

  /** Of {@code engine_exchangeCapabilities} (common.md) and of short reads. */
  static final Duration SHORT = Duration.ofSeconds(1);

  /** geth takes 1,000 calls a request on its public port. */
  private static final int MAX_PUBLIC_BATCH = 1_000;

  private static final int MAX_ENGINE_BATCH = 100;

  private final JsonRpcClient enginePort;
  private final JsonRpcClient rpcPort;
  private final JsonRpcClient testingPort;
  private final Requests engine;
  private final Requests rpc;
  private final Requests testing;
  private final BlockReads blocks;

  EngineRpc(EngineSettings settings, JwtSecret secret, InstantSource clock) {
    this.enginePort =
        new JsonRpcClient(
            settings.engine(),
            JsonRpcLimits.DEFAULT,
            () -> "Bearer " + secret.token(clock.instant().getEpochSecond()));
    this.rpcPort = new JsonRpcClient(settings.rpc(), JsonRpcLimits.DEFAULT);
    this.testingPort =
        settings.testing().equals(settings.rpc())
            ? rpcPort
            : new JsonRpcClient(settings.testing(), JsonRpcLimits.DEFAULT);
    this.engine = new Requests(enginePort, MAX_ENGINE_BATCH);
    this.rpc = new Requests(rpcPort, MAX_PUBLIC_BATCH);
    this.testing = new Requests(testingPort, MAX_PUBLIC_BATCH);
    this.blocks = new BlockReads(engine);
  }

  /** The port with the secret: {@code engine} and {@code eth}. */
  CompletableFuture<JsonNode> engine(JsonRpcCall call, Duration most, Deadline deadline) {
    return engine.result(call, most, deadline);
  }

  /** As {@link #engine}, an error as a value. */
  CompletableFuture<JsonRpcReply> engineReply(JsonRpcCall call, Duration most, Deadline deadline) {
    return engine.reply(call, most, deadline);
  }

  /** The public port. */
  Requests rpc() {
    return rpc;
  }

  CompletableFuture<List<JsonRpcReply>> engineBatch(List<JsonRpcCall> calls, Deadline deadline) {
    return engine.repeatable(calls, deadline);
  }

  /** The port with the {@code testing} namespace. */
  CompletableFuture<JsonRpcReply> testing(JsonRpcCall call, Deadline deadline) {
    return testing.reply(call, deadline.remaining(), deadline);
  }

  /** Blocks as the port with the secret tells them: what the engine itself regards as its head. */
  BlockReads blocks() {
    return blocks;
  }

  @Override
  public void close() {
    enginePort.close();
    rpcPort.close();
    testingPort.close();
  }
}
