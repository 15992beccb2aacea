package dev.braid.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import dev.braid.rollup.spi.Trouble;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * An engine whose answers are wrong, by a proxy before a real geth: only VALID is a yes, nothing is
 * believed unchecked, and the trouble has its name (A1, A4). One geth for all tests: no lie may
 * leave anything behind, and each test says where it starts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LyingEngineTest {
  private static final Duration BUDGET = Duration.ofMillis(1_500);
  private static final String BUILD = "testing_buildBlockV1";
  private static final String NEW_PAYLOAD = "engine_newPayloadV4";
  private static final String FORKCHOICE = "engine_forkchoiceUpdatedV3";
  private static final String RAW_RECEIPTS = "debug_getRawReceipts";
  private static final String RECEIPTS = "eth_getBlockReceipts";

  private GethRollup geth;
  private EngineProxy engine;
  private EngineProxy rpc;
  private EngineClient client;
  private BlockRef head;
  private List<List<RawTransaction>> slices;

  @BeforeAll
  void startGeth() {
    geth = GethRollup.start(901);
    engine = new EngineProxy(geth.engineUrl());
    rpc = new EngineProxy(geth.rpcUrl());
  }

  @AfterAll
  void stopGeth() {
    engine.close();
    rpc.close();
    geth.close();
  }

  @BeforeEach
  void begin() {
    client = new EngineClient(geth.settings(engine.url(), rpc.url()), TestTransactions.CURVE);
    head = answer(client.head().toCompletableFuture().join());
    Address sender = TestTransactions.CURVE.address(geth.key(0));
    long nonce =
        Long.decode(
            geth.rpc(JsonRpcCall.of("eth_getTransactionCount", sender.toHex(), "latest")).asText());
    RawTransaction deploys =
        TestTransactions.transfer(geth.chainId(), nonce + 1)
            .to(null)
            .withGasLimit(100_000)
            .withValue(BigInteger.ZERO)
            // PUSH1 0, PUSH1 0, LOG0: a receipt with an event in it.
            .withData(Bytes.fromHex("0x60006000a0"))
            .sign(geth.key(0));
    slices =
        List.of(
            List.of(TestTransactions.transfer(geth.chainId(), nonce).sign(geth.key(0)), deploys));
  }

  @AfterEach
  void end() {
    engine.tellTheTruth();
    rpc.tellTheTruth();
    client.close();
  }

  private static <T> T answer(RpcResult<T> result) {
    if (result instanceof RpcResult.Answer<T>(T value)) {
      return value;
    }
    throw new AssertionError("no answer: " + result);
  }

  private PrepareOutcome prepare() {
    return client
        .prepare(new PrepareRequest(head, head.timestampSeconds() + 1, slices, BUDGET))
        .toCompletableFuture()
        .join();
  }

  private void assertPrepareTrouble(Trouble trouble) {
    assertThat(prepare())
        .isInstanceOfSatisfying(
            PrepareOutcome.Unavailable.class,
            no -> assertThat(no.trouble()).as(no.why()).isEqualTo(trouble));
    assertHeadIsWhereItWas();
    engine.tellTheTruth();
    rpc.tellTheTruth();
    assertThat(prepare())
        .as("as soon as it tells the truth")
        .isInstanceOf(PrepareOutcome.Candidate.class);
  }

  private void assertHeadIsWhereItWas() {
    JsonNode latest = geth.rpc(JsonRpcCall.of("eth_getBlockByNumber", "latest", false));
    assertThat(latest.path("hash").asText()).isEqualTo(head.hash().toHex());
  }

  private DecidedBlock decided() {
    PrepareOutcome.Candidate candidate = (PrepareOutcome.Candidate) prepare();
    return new DecidedBlock(
        geth.chainId(),
        candidate.header(),
        candidate.hash(),
        candidate.systemTransactions(),
        slices.get(0),
        candidate.withdrawals(),
        candidate.executionRequests());
  }

  private AdoptOutcome adopt(DecidedBlock block) {
    return client.adopt(block).toCompletableFuture().join();
  }

  private void assertAdoptTrouble(DecidedBlock block, Trouble trouble) {
    assertThat(adopt(block))
        .isInstanceOfSatisfying(
            AdoptOutcome.Unavailable.class,
            no -> assertThat(no.trouble()).as(no.why()).isEqualTo(trouble));
  }

  private static UnaryOperator<JsonNode> status(String status) {
    return result -> {
      ObjectNode changed = result.deepCopy();
      ObjectNode inner =
          changed.has("payloadStatus") ? (ObjectNode) changed.path("payloadStatus") : changed;
      inner.put("status", status).putNull("latestValidHash");
      return changed;
    };
  }

  private static UnaryOperator<JsonNode> inPayload(String field, String value) {
    return result -> {
      ObjectNode changed = result.deepCopy();
      ((ObjectNode) changed.path("executionPayload")).put(field, value);
      return changed;
    };
  }

  @Test
  void onlyValidIsAYesToACandidate() {
    engine.change(NEW_PAYLOAD, status("SYNCING"));
    assertPrepareTrouble(Trouble.SYNCING);
    engine.change(NEW_PAYLOAD, status("ACCEPTED"));
    assertPrepareTrouble(Trouble.SYNCING);
    engine.change(NEW_PAYLOAD, status("INVALID"));
    assertPrepareTrouble(Trouble.REFUSED);
    engine.change(NEW_PAYLOAD, status("FINE"));
    assertPrepareTrouble(Trouble.BAD_ANSWER);
  }

  @Test
  void namesWhatIsWrongWithAnAnswerThatIsNone() {
    for (String method : List.of(NEW_PAYLOAD, BUILD, RAW_RECEIPTS)) {
      EngineProxy proxy = method.equals(NEW_PAYLOAD) ? engine : rpc;
      proxy.say(method, 500, "internal");
      assertPrepareTrouble(Trouble.BAD_ANSWER);
      proxy.say(method, 200, "<html>");
      assertPrepareTrouble(Trouble.BAD_ANSWER);
      proxy.say(method, 200, "{\"id\":0,\"result\":null}");
      assertPrepareTrouble(Trouble.BAD_ANSWER);
      proxy.silence(method);
      assertPrepareTrouble(Trouble.TIMEOUT);
    }
  }

  @Test
  void anotherBlockThanTheOneAskedForIsNoCandidate() {
    JsonNode other =
        geth.rpc(
            JsonRpcCall.of(
                BUILD,
                head.hash().toHex(),
                Map.of(
                    "timestamp", "0x" + Long.toHexString(head.timestampSeconds() + 1),
                    "prevRandao", "0x" + "00".repeat(32),
                    "suggestedFeeRecipient", GethRollup.FEE_RECIPIENT.bytes(),
                    "withdrawals", List.of(),
                    "parentBeaconBlockRoot", "0x" + "00".repeat(32)),
                List.of(slices.get(0).get(0).raw()),
                "0x"));
    rpc.change(BUILD, real -> other);
    assertPrepareTrouble(Trouble.BAD_ANSWER);
    rpc.change(BUILD, inPayload("stateRoot", "0x" + "11".repeat(32)));
    assertPrepareTrouble(Trouble.BAD_ANSWER);
    rpc.change(BUILD, inPayload("feeRecipient", "0x" + "11".repeat(20)));
    assertPrepareTrouble(Trouble.BAD_ANSWER);
    rpc.change(BUILD, inPayload("timestamp", "0x7fffffff"));
    assertPrepareTrouble(Trouble.BAD_ANSWER);
    rpc.change(BUILD, inPayload("blockHash", "0x" + "11".repeat(32)));
    assertPrepareTrouble(Trouble.BAD_ANSWER);
  }

  @Test
  void receiptsThatDoNotFitTheHeaderAreNoticed() {
    rpc.change(
        RAW_RECEIPTS,
        real -> {
          ArrayNode changed = real.deepCopy();
          // The status of the first receipt: 0x02f9....01 to 0x02f9....80.
          changed.set(0, EngineProxy.json("\"" + failed(real.get(0).asText()) + "\""));
          return changed;
        });
    assertPrepareTrouble(Trouble.BAD_ANSWER);
    rpc.change(RAW_RECEIPTS, real -> EngineProxy.json("[]"));
    assertPrepareTrouble(Trouble.BAD_ANSWER);
  }

  private static String failed(String receipt) {
    return receipt.substring(0, 10) + "80" + receipt.substring(12);
  }

  @Test
  void withoutRawReceiptsTheFullOnesAreReadAndCheckedLikewise() {
    PrepareOutcome byRaw = prepare();
    assertThat(byRaw).isInstanceOf(PrepareOutcome.Candidate.class);
    rpc.deny(RAW_RECEIPTS);
    assertThat(prepare()).isEqualTo(byRaw);
    assertThat(rpc.asked()).contains(RECEIPTS);
    rpc.change(
        RECEIPTS,
        real -> {
          ArrayNode changed = real.deepCopy();
          ((ObjectNode) changed.get(0)).put("status", "0x0");
          return changed;
        });
    assertPrepareTrouble(Trouble.BAD_ANSWER);
  }

  @Test
  void refusesToAdoptByAnythingButValid() {
    DecidedBlock block = decided();
    engine.change(NEW_PAYLOAD, status("SYNCING"));
    assertAdoptTrouble(block, Trouble.SYNCING);
    engine.change(NEW_PAYLOAD, status("ACCEPTED"));
    assertAdoptTrouble(block, Trouble.SYNCING);
    engine.change(NEW_PAYLOAD, status("INVALID"));
    assertThat(adopt(block)).isInstanceOf(AdoptOutcome.Diverged.class);
    engine.tellTheTruth();
    assertHeadIsWhereItWas();
    engine.say(FORKCHOICE, 200, validWithoutEffect(block));
    assertAdoptTrouble(block, Trouble.BAD_ANSWER);
    engine.say(FORKCHOICE, 500, "");
    assertAdoptTrouble(block, Trouble.BAD_ANSWER);
    engine.say(FORKCHOICE, 200, "garbage");
    assertAdoptTrouble(block, Trouble.BAD_ANSWER);
    engine.silence(FORKCHOICE);
    assertAdoptTrouble(block, Trouble.TIMEOUT);
    engine.tellTheTruth();
    assertHeadIsWhereItWas();
    engine.change(FORKCHOICE, status("SYNCING"));
    assertAdoptTrouble(block, Trouble.SYNCING);
    engine.tellTheTruth();
    assertThat(adopt(block)).as("it had done it").isEqualTo(new AdoptOutcome.Adopted());
  }

  private static String validWithoutEffect(DecidedBlock block) {
    return "{\"id\":0,\"result\":{\"payloadStatus\":{\"status\":\"VALID\",\"latestValidHash\":\""
        + block.hash().toHex()
        + "\",\"validationError\":null},\"payloadId\":null}}";
  }

  @Test
  void anEngineThatTakesNoListAtAllBlamesNobody() {
    rpc.say(BUILD, 200, "{\"id\":0,\"error\":{\"code\":-32000,\"message\":\"missing trie node\"}}");
    assertPrepareTrouble(Trouble.REFUSED);
  }

  @Test
  void withoutTheMethodNoLevelIsClaimed() {
    rpc.deny(BUILD);
    assertThat(client.info().toCompletableFuture().join())
        .isInstanceOfSatisfying(
            RpcResult.Unavailable.class,
            no -> {
              assertThat(no.trouble()).isEqualTo(Trouble.REFUSED);
              assertThat(no.why()).contains(BUILD);
            });
    assertPrepareTrouble(Trouble.REFUSED);
    RollupInfo info = answer(client.info().toCompletableFuture().join());
    assertThat(info.strategy()).isEqualTo(BUILD);
    assertThat(info.showsCandidates()).isFalse();
    assertThat(info.engine()).startsWith("Geth/");
  }

  @Test
  void anEngineWithoutTheVersionThatTheBlockNeedsIsToldPlainly() {
    engine.change(
        "engine_exchangeCapabilities", real -> EngineProxy.json("[\"engine_newPayloadV3\"]"));
    assertThat(prepare())
        .isInstanceOfSatisfying(
            PrepareOutcome.Unavailable.class,
            no -> {
              assertThat(no.trouble()).isEqualTo(Trouble.REFUSED);
              assertThat(no.why()).contains(NEW_PAYLOAD, "engine_newPayloadV3");
            });
    client.close();
    begin();
    engine.tellTheTruth();
    assertThat(prepare()).isInstanceOf(PrepareOutcome.Candidate.class);
  }

  @Test
  void portsOfDifferentChainsAreNoticed() {
    try (GethRollup other = GethRollup.start(902);
        EngineClient mixed =
            new EngineClient(
                geth.settings(geth.engineUrl(), other.rpcUrl()), TestTransactions.CURVE)) {
      assertThat(mixed.info().toCompletableFuture().join())
          .isInstanceOfSatisfying(
              RpcResult.Unavailable.class,
              no -> assertThat(no.trouble()).isEqualTo(Trouble.BAD_ANSWER));
      assertThat(new ChainId(902)).isEqualTo(other.chainId());
    }
  }
}
