package dev.braid.coordinator.ingress;

import static dev.braid.coordinator.ingress.BundleText.bundle;
import static dev.braid.coordinator.ingress.BundleText.slice;
import static dev.braid.coordinator.ingress.BundleText.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Bytes;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each bad input by name, with its code and data (api.md, Errors); nothing of it is sequenced. */
class BadInputTest {
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.started();
  }

  @AfterAll
  static void nothingWasSequencedAndTheNodeIsHealthy() throws Exception {
    assertThat(node.submitted.get()).isZero();
    assertThat(node.get("/health").statusCode()).isEqualTo(200);
    node.close();
  }

  @Test
  void wrongChainId() throws Exception {
    RawTransaction transaction = transfer(902);
    ObjectNode data =
        refused(bundle(slice(901, transaction)), -32003, "CHAIN_ID_MISMATCH", "slices[0].txs[0]");
    assertThat(data.get("chainId").asText()).isEqualTo("0x385");
    assertThat(data.get("transactionHash").asText()).isEqualTo(transaction.hash().toHex());
    assertThat(data.get("transactionIndex").asText()).isEqualTo("0x0");
    assertThat(data.has("bundleId")).isTrue();
  }

  @Test
  void unsignedMalformedTruncatedAndTrailingBytes() throws Exception {
    // An EIP-1559 payload without its three signature fields.
    String unsigned =
        "0x02e082038580843b9aca0084773594008252089400000000000000000000000000000000000000aa0180c0";
    for (String raw :
        new String[] {
          unsigned,
          "0x",
          "0xdeadbeef",
          "0x02",
          "0x02c0",
          transfer(901).raw().toHex().substring(0, 60),
          transfer(901).raw().toHex() + "00"
        }) {
      String text = "{\"slices\":[{\"chainId\":901,\"txs\":[\"" + raw + "\"]}]}";
      ObjectNode error = node.error("atomic_sendBundle", "[" + text + "]");
      assertThat(error.get("data").get("reason").asText())
          .as(raw)
          .isIn("MALFORMED_TRANSACTION", "UNSUPPORTED_TRANSACTION");
      assertThat(error.get("data").get("field").asText()).isEqualTo("slices[0].txs[0]");
      assertThat(error.get("data").get("retryable").asBoolean()).isFalse();
    }
  }

  @Test
  void blobAndSetCodeTransactions() throws Exception {
    for (String type : new String[] {"0x03", "0x04"}) {
      String text = "{\"slices\":[{\"chainId\":901,\"txs\":[\"" + type + "c0\"]}]}";
      refused(text, -32003, "UNSUPPORTED_TRANSACTION", "slices[0].txs[0]");
    }
  }

  @Test
  void unknownAndDuplicateRollup() throws Exception {
    ObjectNode data =
        refused(
            bundle(slice(901, transfer(901)) + "," + slice(999, transfer(999))),
            -32602,
            "UNKNOWN_CHAIN",
            "slices[1].chainId");
    assertThat(data.get("chainId").asText()).isEqualTo("0x3e7");
    refused(
        bundle(slice(901, transfer(901)) + "," + slice(901, transfer(901))),
        -32602,
        "DUPLICATE_CHAIN",
        "slices[1].chainId");
  }

  @Test
  void duplicateTransactionAndNonce() throws Exception {
    RawTransaction transaction = transfer(901);
    refused(
        bundle(slice(901, transaction, transaction)),
        -32003,
        "DUPLICATE_TRANSACTION",
        "slices[0].txs[1]");
    refused(
        bundle(slice(901, Accounts.BOB.transfer(901, 5), Accounts.BOB.transfer(901, 5, 30_000))),
        -32003,
        "DUPLICATE_NONCE",
        "slices[0].txs[1]");
  }

  @Test
  void emptyBundleAndSlice() throws Exception {
    refused("{\"slices\":[]}", -32602, "EMPTY_BUNDLE", "slices");
    refused("{}", -32602, "MISSING_FIELD", "slices");
    refused(bundle(slice(901)), -32602, "EMPTY_SLICE", "slices[0].txs");
  }

  @Test
  void unknownAndDoubledMembers() throws Exception {
    String slice = slice(901, transfer(901));
    refused(bundle(slice, "\"colour\":1"), -32602, "UNKNOWN_FIELD", "colour");
    refused(bundle(slice, "\"retry\":false,\"retry\":false"), -32602, "DUPLICATE_FIELD", "retry");
    refused(
        bundle(slice.replace("\"txs\"", "\"minblock\":1,\"txs\"")),
        -32602,
        "UNKNOWN_FIELD",
        "slices[0].minblock");
    refused(
        bundle(slice.replace("\"txs\"", "\"chainId\":901,\"txs\"")),
        -32602,
        "DUPLICATE_FIELD",
        "slices[0].chainId");
  }

  @Test
  void eachLimitByOne() throws Exception {
    Limits limits = Limits.DEFAULT;
    String slices =
        LongStream.rangeClosed(901, 901 + limits.maxSlicesPerBundle())
            .mapToObj(chain -> slice(chain, transfer(chain)))
            .collect(Collectors.joining(","));
    overLimit(bundle(slices), "TOO_MANY_SLICES", limits.maxSlicesPerBundle(), 1);
    RawTransaction[] many =
        IntStream.rangeClosed(0, limits.maxTransactionsPerBundle())
            .mapToObj(i -> transfer(901))
            .toArray(RawTransaction[]::new);
    overLimit(
        bundle(slice(901, many)), "TOO_MANY_TRANSACTIONS", limits.maxTransactionsPerBundle(), 1);
    RawTransaction large =
        RawTransaction.of(Bytes.wrap(new byte[limits.maxTransactionBytes() + 1]));
    overLimit(bundle(slice(901, large)), "TRANSACTION_TOO_LARGE", limits.maxTransactionBytes(), 1);
    RawTransaction full = RawTransaction.of(Bytes.wrap(new byte[limits.maxTransactionBytes()]));
    RawTransaction rest =
        RawTransaction.of(
            Bytes.wrap(new byte[limits.maxBundleBytes() % limits.maxTransactionBytes() + 1]));
    overLimit(
        bundle(slice(901, full, full, full, full, rest)),
        "BUNDLE_TOO_LARGE",
        limits.maxBundleBytes(),
        1);
    ObjectNode gas =
        refused(
            bundle(slice(901, Accounts.BOB.transfer(901, 1, limits.maxBundleGasPerChain() + 1))),
            -32003,
            "GAS_LIMIT",
            "slices[0].txs");
    assertThat(gas.get("limit").asLong()).isEqualTo(limits.maxBundleGasPerChain());
    assertThat(gas.get("actual").asLong()).isEqualTo(limits.maxBundleGasPerChain() + 1);
    String uuid = "x".repeat(limits.maxReplacementUuidBytes() + 1);
    overLimit(
        bundle(slice(901, transfer(901)), "\"replacementUuid\":\"" + uuid + "\""),
        "REPLACEMENT_UUID_TOO_LONG",
        limits.maxReplacementUuidBytes(),
        1);
  }

  @Test
  void deadlines() throws Exception {
    String slice = slice(901, transfer(901));
    long now = System.currentTimeMillis() / 1000;
    refused(
        bundle(slice, "\"maxTimestamp\":" + (now - 2)), -32003, "DEADLINE_PASSED", "maxTimestamp");
    refused(bundle(slice, "\"maxTimestamp\":1"), -32003, "DEADLINE_PASSED", "maxTimestamp");
    refused(
        bundle(slice, "\"maxTimestamp\":" + (now + 605)),
        -32003,
        "DEADLINE_TOO_FAR",
        "maxTimestamp");
  }

  @Test
  void emptyRanges() throws Exception {
    String slice = slice(901, transfer(901));
    refused(
        bundle(slice.replace("\"txs\"", "\"minBlock\":\"0x5\",\"maxBlock\":4,\"txs\"")),
        -32003,
        "EMPTY_BLOCK_RANGE",
        "slices[0].maxBlock");
    refused(
        bundle(slice, "\"minTimestamp\":9000000000,\"maxTimestamp\":8000000000"),
        -32003,
        "EMPTY_TIME_RANGE",
        "maxTimestamp");
  }

  @Test
  void signatures() throws Exception {
    BundleText.Sent right = BundleText.signed(Accounts.BOB, 901);
    String submitter = Accounts.BOB.address().toHex();
    String other = right.json().replace(submitter, Accounts.CAROL.address().toHex());
    badSignature(other, "signature");
    String slice = slice(901, transfer(901));
    badSignature(bundle(slice, "\"submitter\":\"" + submitter + "\""), "signature");
    String noise = "\"signature\":\"0x" + "11".repeat(65) + "\"";
    badSignature(bundle(slice, "\"submitter\":\"" + submitter + "\"", noise), "signature");
    badSignature(bundle(slice, noise), "submitter");
    refused(
        bundle(slice, "\"signature\":\"0x" + "11".repeat(64) + "\""),
        -32602,
        "BAD_LENGTH",
        "signature");
  }

  @Test
  void headerSignatures() throws Exception {
    String body = TestNode.call("atomic_sendBundle", "[" + BundleText.anonymous(901).json() + "]");
    String address = Accounts.BOB.address().toHex();
    for (String header :
        new String[] {
          "",
          "nonsense",
          address,
          address + ":0x" + "11".repeat(65),
          MethodsTest.header(Accounts.BOB, body + " "),
          MethodsTest.header(Accounts.BOB, body).replace(address, Accounts.CAROL.address().toHex())
        }) {
      JsonNode answer =
          TestNode.MAPPER.readTree(
              node.post("/", body.getBytes("UTF-8"), FlashbotsHeader.NAME, header).body());
      assertError(answer, -32600, "BAD_SIGNATURE", FlashbotsHeader.NAME);
      assertThat(answer.get("id").asInt()).isEqualTo(7);
    }
    String batch = "[" + body + "]";
    JsonNode answer =
        TestNode.MAPPER.readTree(
            node.post(
                    "/",
                    batch.getBytes("UTF-8"),
                    FlashbotsHeader.NAME,
                    MethodsTest.header(Accounts.BOB, batch))
                .body());
    assertError(answer, -32600, "BAD_SIGNATURE", FlashbotsHeader.NAME);
    String signedByAnother =
        TestNode.call(
            "atomic_sendBundle", "[" + BundleText.signed(Accounts.CAROL, 901).json() + "]");
    answer =
        TestNode.MAPPER.readTree(
            node.post(
                    "/",
                    signedByAnother.getBytes("UTF-8"),
                    FlashbotsHeader.NAME,
                    MethodsTest.header(Accounts.BOB, signedByAnother))
                .body());
    assertError(answer, -32600, "BAD_SIGNATURE", FlashbotsHeader.NAME);
  }

  @Test
  void whatIsNotThereYet() throws Exception {
    String slice = slice(901, transfer(901));
    refused(bundle(slice, "\"retry\":true"), -32004, "NOT_YET", "retry");
    refused(
        bundle(slice, "\"replacementUuid\":\"a\",\"replacementNonce\":1"),
        -32004,
        "NOT_YET",
        "replacementUuid");
    for (String method :
        new String[] {"atomic_callBundle", "atomic_subscribe", "atomic_unsubscribe"}) {
      assertError(node.raw(TestNode.call(method, "[]")), -32004, "NOT_YET", null);
    }
  }

  @Test
  void levels() throws Exception {
    refused(
        bundle(slice(901, transfer(901)), "\"minimumLevel\":\"STRONGEST\""),
        -32602,
        "BAD_VALUE",
        "minimumLevel");
  }

  @Test
  void garbage() throws Exception {
    for (String bad : new String[] {"", "{", "nonsense", "{\"jsonrpc\":\"2.0\",}", "[{]"}) {
      JsonNode answer = node.raw(bad);
      assertError(answer, -32700, "PARSE_ERROR", null);
      assertThat(answer.get("id").isNull()).isTrue();
      assertThat(answer.has("id")).isTrue();
    }
    assertError(node.raw("[]"), -32600, "EMPTY_BATCH", null);
    assertError(node.raw("1"), -32600, "INVALID_REQUEST", null);
    assertError(node.raw(TestNode.call("atomic_noSuch", "[]")), -32601, "METHOD_NOT_FOUND", null);
    assertError(node.raw(TestNode.call("eth_chainId", "[]")), -32601, "METHOD_NOT_FOUND", null);
  }

  @Test
  void nesting() throws Exception {
    JsonNode answer =
        node.raw(TestNode.call("atomic_sendBundle", "[".repeat(50_000) + "]".repeat(50_000)));
    assertError(answer, -32600, "NESTING_TOO_DEEP", null);
    assertThat(answer.get("error").get("data").get("limit").asInt()).isEqualTo(32);
    assertError(node.raw("[".repeat(50_000)), -32600, "NESTING_TOO_DEEP", null);
  }

  @Test
  void parameters() throws Exception {
    paramError("atomic_sendBundle", "[]", "MISSING_PARAMETER", "params");
    paramError("atomic_sendBundle", "[{},{}]", "TOO_MANY_PARAMETERS", "params");
    paramError("atomic_sendBundle", "{}", "WRONG_TYPE", "params");
    paramError("atomic_sendBundleSync", "[{},300000]", "TIMEOUT_TOO_LONG", "timeoutMs");
    paramError("atomic_getBundle", "[1]", "WRONG_TYPE", "bundleId");
    paramError("atomic_getBundle", "[\"0x12\"]", "BAD_LENGTH", "bundleId");
    String id = "\"0x" + "ab".repeat(32) + "\"";
    paramError("atomic_getBundle", "[" + id + ",{\"atLeast\":\"x\"}]", "BAD_CURSOR", "atLeast");
    paramError(
        "atomic_getBundle", "[" + id + ",{\"atleast\":\"1-1\"}]", "UNKNOWN_FIELD", "atleast");
    paramError("atomic_getBundle", "[" + id + ",{\"read\":{}}]", "MISSING_FIELD", "read.expires");
    paramError("atomic_getReceipt", "[" + id + ",\"both\"]", "BAD_VALUE", "kind");
    paramError("atomic_getBatch", "[-1]", "BAD_QUANTITY", "height");
    paramError("atomic_getCapabilities", "[1]", "TOO_MANY_PARAMETERS", "params");
    paramError("atomic_cancelBundle", "[{}]", "MISSING_FIELD", "bundleId");
  }

  @Test
  void unknownThings() throws Exception {
    String id = "0x" + "ab".repeat(32);
    for (String call :
        new String[] {
          TestNode.call("atomic_getBundle", "[\"" + id + "\"]"),
          TestNode.call("atomic_getReceipt", "[\"" + id + "\"]"),
          TestNode.call("atomic_cancelBundle", "[{\"bundleId\":\"" + id + "\"}]")
        }) {
      JsonNode answer = node.raw(call);
      assertError(answer, -32001, "UNKNOWN_BUNDLE", null);
      assertThat(answer.get("error").get("data").get("bundleId").asText()).isEqualTo(id);
    }
    assertError(
        node.raw(TestNode.call("atomic_getBatch", "[99]")), -32001, "UNKNOWN_HEIGHT", "height");
    for (String path : new String[] {"/rollup/999", "/rollup/x", "/rollup/0", "/rollup/0x0385"}) {
      assertError(post(path, "eth_chainId"), -32001, "UNKNOWN_ROLLUP", null);
    }
    // This member knows no node of the rollup.
    assertError(post("/rollup/901", "eth_chainId"), -32002, "ROLLUP_DOWN", null);
    assertError(post("/rollup/0x385", "eth_sendBundle"), -32002, "ROLLUP_DOWN", null);
    assertThat(node.get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(node.get("/").statusCode()).isEqualTo(405);
  }

  private static JsonNode post(String path, String method) throws Exception {
    return TestNode.MAPPER.readTree(
        node.post(path, TestNode.call(method, "[]").getBytes("UTF-8")).body());
  }

  private static void paramError(String method, String params, String reason, String field)
      throws Exception {
    assertError(node.raw(TestNode.call(method, params)), -32602, reason, field);
  }

  private static void badSignature(String text, String field) throws Exception {
    refused(text, -32600, "BAD_SIGNATURE", field);
  }

  private static void overLimit(String text, String reason, long limit, long above)
      throws Exception {
    ObjectNode error = node.error("atomic_sendBundle", "[" + text + "]");
    assertThat(error.get("code").asInt()).as(error.toString()).isEqualTo(-32602);
    JsonNode data = error.get("data");
    assertThat(data.get("reason").asText()).isEqualTo(reason);
    assertThat(data.get("limit").asLong()).isEqualTo(limit);
    assertThat(data.get("actual").asLong()).isEqualTo(limit + above);
    assertThat(data.get("field").asText()).isNotEmpty();
  }

  /** Refused alike by both ways of sending. */
  private static ObjectNode refused(String text, int code, String reason, @Nullable String field)
      throws Exception {
    JsonNode answer = node.raw(TestNode.call("atomic_sendBundle", "[" + text + "]"));
    assertError(answer, code, reason, field);
    assertError(
        node.raw(TestNode.call("atomic_sendBundleSync", "[" + text + "]")), code, reason, field);
    return (ObjectNode) answer.get("error").get("data");
  }

  static void assertError(JsonNode answer, int code, String reason, @Nullable String field) {
    Consumer<JsonNode> shape =
        error -> {
          assertThat(error.get("code").asInt()).as(answer.toString()).isEqualTo(code);
          assertThat(error.get("message").asText()).isNotEmpty();
          JsonNode data = error.get("data");
          assertThat(data.get("reason").asText()).as(answer.toString()).isEqualTo(reason);
          assertThat(data.get("retryable").isBoolean()).isTrue();
          assertThat(data.path("field").asText(null)).as(answer.toString()).isEqualTo(field);
        };
    assertThat(answer.has("error")).as(answer.toString()).isTrue();
    shape.accept(answer.get("error"));
  }
}
