package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.Level;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code testing_buildBlockV1} (execution-apis, testing namespace; geth from 1.17.3): an explicit
 * list on the current head, nothing added, nothing left out, all or nothing. A transaction that
 * reverts is no error to it.
 */
final class TestingBuild implements Strategy {
  static final String METHOD = "testing_buildBlockV1";

  /** There is no beacon chain: nothing random, and no root of a beacon block. */
  private static final Bytes32 PREV_RANDAO = Bytes32.ZERO;

  private static final Bytes32 PARENT_BEACON_BLOCK_ROOT = Bytes32.ZERO;

  private final EngineRpc rpc;

  TestingBuild(EngineRpc rpc) {
    this.rpc = rpc;
  }

  @Override
  public String name() {
    return METHOD;
  }

  @Override
  public Level level() {
    return Level.EXECUTION;
  }

  /** Asks for a block on a parent that is nobody's head: who knows the method refuses that. */
  @Override
  public CompletableFuture<String> missing(Deadline deadline) {
    return rpc.testing(call(Bytes32.ZERO, 1, Address.ZERO, List.of()), deadline)
        .thenApply(
            reply ->
                reply instanceof JsonRpcReply.Failure failure
                        && classify(failure).kind() == Refusal.Kind.NO_METHOD
                    ? missing()
                    : "");
  }

  static String missing() {
    return "the engine offers no "
        + METHOD
        + " at the testing URL (geth: --http.api with testing), so no level can be promised";
  }

  @Override
  public CompletableFuture<Answer> build(Order order, Deadline deadline) {
    return rpc.testing(
            call(
                order.parent().hash().value(),
                order.timestampSeconds(),
                order.feeRecipient(),
                order.transactions()),
            deadline)
        .thenApply(
            reply ->
                switch (reply) {
                  case JsonRpcReply.Failure failure -> new NotBuilt(failure);
                  case JsonRpcReply.Result(JsonNode envelope) ->
                      new Built(PayloadCodec.read(envelope, PARENT_BEACON_BLOCK_ROOT));
                });
  }

  private static JsonRpcCall call(
      Bytes32 parent, long timestampSeconds, Address feeRecipient, List<Bytes> transactions) {
    Map<String, Object> attributes =
        Map.of(
            "timestamp",
            PayloadCodec.quantity(timestampSeconds),
            "prevRandao",
            PREV_RANDAO.bytes(),
            "suggestedFeeRecipient",
            feeRecipient.bytes(),
            "withdrawals",
            List.of(),
            "parentBeaconBlockRoot",
            PARENT_BEACON_BLOCK_ROOT.bytes());
    return JsonRpcCall.of(METHOD, parent.bytes(), attributes, transactions, Bytes.EMPTY);
  }

  @Override
  public Refusal classify(JsonRpcReply.Failure failure) {
    return GethRefusals.classify(failure);
  }
}
