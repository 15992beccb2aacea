package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpServer;
import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.ReplaceRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Position;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollup's path over a node that is played, and over one that is not there. */
final class RollupPathTest {
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private volatile long nonce = 3;

  @SuppressWarnings("NullAway.Init")
  private HttpServer rollup;

  @SuppressWarnings("NullAway.Init")
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    rollup = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    rollup.createContext(
        "/",
        exchange -> {
          byte[] answer = answers(TestNode.MAPPER.readTree(exchange.getRequestBody()));
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    rollup.start();
    HttpServer gone =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int free = gone.getAddress().getPort();
    gone.stop(0);
    node =
        new TestNode(
            "http: {port: 0}\nrollups:\n"
                + line(901, rollup.getAddress().getPort())
                + line(902, free)
                + line(TestLedger.SMALL_CHAIN, rollup.getAddress().getPort()));
  }

  private static String line(long chainId, int port) {
    return "  - {chainId: "
        + chainId
        + ", client: anvil, rpc: \"http://127.0.0.1:"
        + port
        + "\"}\n";
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    rollup.stop(0);
  }

  private byte[] answers(JsonNode body) throws IOException {
    if (!body.isArray()) {
      return TestNode.MAPPER.writeValueAsBytes(answer(body));
    }
    var all = TestNode.MAPPER.createArrayNode();
    body.forEach(call -> all.add(answer(call)));
    return TestNode.MAPPER.writeValueAsBytes(all);
  }

  private ObjectNode answer(JsonNode call) {
    asked.add(call);
    ObjectNode answer = TestNode.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", call.get("id"));
    switch (call.get("method").asText()) {
      case "eth_getTransactionCount" -> answer.put("result", "0x" + Long.toHexString(nonce));
      case "eth_getBalance" -> answer.put("result", "0xde0b6b3a7640000");
      case "eth_getBlockByNumber" -> answer.putObject("result").put("gasLimit", "0x1c9c380");
      case "eth_call" ->
          answer
              .putObject("error")
              .put("code", 3)
              .put("message", "execution reverted: no")
              .put("data", "0x08c379a0");
      default -> answer.putNull("result");
    }
    return answer;
  }

  private JsonNode call(String path, String method, String params) throws Exception {
    return TestNode.MAPPER.readTree(
        node.post(path, TestNode.call(method, params).getBytes(StandardCharsets.UTF_8)).body());
  }

  private JsonNode send(long txNonce) throws Exception {
    RawTransaction raw = Accounts.ALICE.transfer(901, txNonce);
    return call("/rollup/901", "eth_sendRawTransaction", "[\"" + raw.raw().toHex() + "\"]");
  }

  private String pendingNonce() throws Exception {
    return call(
            "/rollup/901",
            "eth_getTransactionCount",
            "[\"" + Accounts.ALICE.address().toHex() + "\",\"pending\"]")
        .path("result")
        .asText();
  }

  @Test
  void givesTheNodesErrorsUnchanged() throws Exception {
    JsonNode error = call("/rollup/901", "eth_call", "[{}, \"latest\"]").path("error");
    assertThat(error.toString())
        .isEqualTo("{\"code\":3,\"message\":\"execution reverted: no\",\"data\":\"0x08c379a0\"}");
  }

  @Test
  void showsNoBlockThatIsBeingBuilt() throws Exception {
    call("/rollup/901", "eth_getBlockByNumber", "[\"pending\", false]");
    call("/rollup/901", "eth_getLogs", "[{\"fromBlock\":\"0x1\",\"toBlock\":\"pending\"}]");
    assertThat(asked.get(0).path("params").toString()).isEqualTo("[\"latest\",false]");
    assertThat(asked.get(1).at("/params/0/toBlock").asText()).isEqualTo("latest");
  }

  @Test
  void passesNothingOnThatSteersOrDebugsTheNode() throws Exception {
    for (String method :
        List.of(
            "engine_forkchoiceUpdatedV3",
            "debug_setHead",
            "admin_addPeer",
            "txpool_content",
            "anvil_setBalance",
            "evm_mine",
            "testing_commitBlockV1",
            "personal_sign",
            "eth_sign",
            "eth_sendTransaction",
            "atomic_sendBundle")) {
      assertThat(call("/rollup/901", method, "[]").at("/error/code").asInt())
          .describedAs(method)
          .isEqualTo(-32601);
    }
    assertThat(call("/rollup/901", "eth_newFilter", "[{}]").at("/error/code").asInt())
        .isEqualTo(-32004);
    assertThat(asked).isEmpty();
  }

  /** A4. */
  @Test
  void saysThatARollupIsDownAndServesTheOthers() throws Exception {
    JsonNode error = call("/rollup/902", "eth_blockNumber", "[]").path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32002);
    assertThat(error.at("/data/reason").asText()).isEqualTo("ROLLUP_DOWN");
    assertThat(error.at("/data/retryable").asBoolean()).isTrue();
    assertThat(pendingNonce()).isEqualTo("0x3");
  }

  @Test
  void countsAndShowsTransactionsThatWaitButNoGap() throws Exception {
    RawTransaction raw = Accounts.ALICE.transfer(901, 3);
    assertThat(send(3).path("result").asText()).isEqualTo(raw.hash().toHex());
    assertThat(send(5).has("result")).isTrue();
    assertThat(pendingNonce()).isEqualTo("0x4");
    JsonNode shown =
        call("/rollup/901", "eth_getTransactionByHash", "[\"" + raw.hash().toHex() + "\"]")
            .path("result");
    assertThat(shown.path("blockHash").isNull()).isTrue();
    assertThat(shown.path("nonce").asText()).isEqualTo("0x3");
    assertThat(shown.path("from").asText()).isEqualTo(Accounts.ALICE.address().toHex());
    // The same hash on another rollup is nobody's: its node is asked, which is down.
    JsonNode elsewhere =
        call("/rollup/902", "eth_getTransactionByHash", "[\"" + raw.hash().toHex() + "\"]");
    assertThat(elsewhere.has("error")).isTrue();
  }

  @Test
  void refusesInTheWordsOfAPool() throws Exception {
    assertThat(send(2).at("/error/message").asText())
        .isEqualTo("nonce too low: next nonce 3, tx nonce 2");
    assertThat(send(3).has("result")).isTrue();
    JsonNode again = send(3).path("error");
    assertThat(again.path("code").asInt()).isEqualTo(-32000);
    assertThat(again.path("message").asText()).isEqualTo("already known");
    assertThat(again.at("/data/reason").asText()).isEqualTo("ALREADY_KNOWN");
    RawTransaction foreign = Accounts.ALICE.transfer(902, 3);
    assertThat(
            call("/rollup/901", "eth_sendRawTransaction", "[\"" + foreign.raw().toHex() + "\"]")
                .at("/error/message")
                .asText())
        .isEqualTo("invalid sender: invalid chain id for signer: have 902 want 901");
  }

  private static SubmitReply refusal(String reason) {
    return SubmitReply.newBuilder()
        .setRefused(
            Refused.newBuilder()
                .setKind(RefusalKind.REFUSAL_KIND_STATIC_RULE)
                .setReason(reason)
                .setMessage("no"))
        .build();
  }

  /**
   * O2: the leader logged it and died before it replied; its successor finds nothing to replace.
   */
  @Test
  void givesTheHashOfAReplacementWhoseReplyWasLostWhenItsBlockIsThereAlready() throws Exception {
    node.onSubmit =
        request ->
            SubmitReply.newBuilder()
                .setReplaces(
                    SubmitReply.Replaces.newBuilder()
                        .setId(request.getId())
                        .setCursor(ValueCodec.to(new Position(1, 0))))
                .build();
    node.vertx
        .eventBus()
        .<byte[]>localConsumer(
            BusAddresses.REPLACEMENTS,
            message -> {
              try {
                node.sequence(ReplaceRequest.parseFrom(message.body()).getBundle());
              } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
              }
              nonce = 4;
              message.reply(refusal("REPLACED_TOO_LATE").toByteArray());
            });
    assertThat(send(3).path("result").asText())
        .isEqualTo(Accounts.ALICE.transfer(901, 3).hash().toHex());
  }

  @Test
  void refusesAReplacementThatCameTooLateInTheWordsOfAPool() throws Exception {
    node.onSubmit =
        request -> {
          nonce = 4;
          return refusal("ORDINARY_NONCE_TAKEN");
        };
    assertThat(send(3).at("/error/message").asText())
        .isEqualTo("nonce too low: next nonce 4, tx nonce 3");
  }

  @Test
  void tellsNoFailureOfOneThatIsAboutToBeCertified() throws Exception {
    node.onSubmit = request -> refusal("ALREADY_SEQUENCED");
    JsonNode error = send(3).path("error");
    assertThat(error.at("/data/reason").asText()).isEqualTo("UNKNOWN_OUTCOME");
    assertThat(error.at("/data/retryable").asBoolean()).isTrue();
    node.onSubmit =
        request -> {
          node.sequence(request);
          return refusal("ALREADY_SEQUENCED");
        };
    assertThat(send(3).path("result").asText())
        .isEqualTo(Accounts.ALICE.transfer(901, 3).hash().toHex());
  }

  /** The rounds would never have room for it, and its hash would be given all the same. */
  @Test
  void refusesMoreGasThanTheRollupsRoundsHaveRoomFor() throws Exception {
    long chain = TestLedger.SMALL_CHAIN;
    RawTransaction raw = Accounts.ALICE.transfer(chain, 3, TestLedger.SMALL_BLOCK_GAS + 1);
    JsonNode error =
        call("/rollup/" + chain, "eth_sendRawTransaction", "[\"" + raw.raw().toHex() + "\"]")
            .path("error");
    assertThat(error.path("message").asText()).isEqualTo("exceeds block gas limit");
    assertThat(error.at("/data/limit").asLong()).isEqualTo(TestLedger.SMALL_BLOCK_GAS);
  }

  @Test
  void letsNoAccountFillWhatIsEverybodysWithNoncesAhead() throws Exception {
    int limit = PoolChecks.MAX_WAITING_PER_ACCOUNT;
    assertThat(send(3 + limit - 1).has("result")).isTrue();
    JsonNode gap = send(3 + limit).path("error");
    assertThat(gap.path("code").asInt()).isEqualTo(-32000);
    assertThat(gap.path("message").asText())
        .isEqualTo("nonce too high: tx nonce 67, gapped nonce 3");
    assertThat(gap.at("/data/retryable").asBoolean()).isTrue();
    for (int i = 0; i < limit - 1; i++) {
      assertThat(send(3 + i).has("result")).isTrue();
    }
    JsonNode full = send(3 + limit).path("error");
    assertThat(full.path("message").asText()).isEqualTo("account limit exceeded: pooled 64 txs");
    assertThat(full.at("/data/retryable").asBoolean()).isTrue();
    nonce = 4;
    assertThat(send(3 + limit).has("result")).isTrue();
  }
}
