package dev.braid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BundleReaderTest {
  private static final String HASH = "0x" + "ab".repeat(32);

  @Test
  void readsEveryMember() {
    BundleRequest request =
        read(
            "{\"slices\":[{\"chainId\":\"0x385\",\"txs\":[\"0x02\",\"0xAB\"],\"revertingTxHashes\":[\""
                + HASH
                + "\"],\"minBlock\":\"0x1a\",\"maxBlock\":31},{\"chainId\":902,\"txs\":[\"0x02\"]}],"
                + "\"minTimestamp\":0,\"maxTimestamp\":1790000000,\"minimumLevel\":\"INCLUSION\",\"retry\":true,\"replacementUuid\":\"a"
                + " b\",\"replacementNonce\":\"0x2\",\"submitter\":\"0x"
                + "11".repeat(20)
                + "\",\"signature\":\"0x"
                + "22".repeat(65)
                + "\"}");
    Bundle bundle = request.bundle();
    assertThat(bundle.chains()).containsExactly(new ChainId(901), new ChainId(902));
    assertThat(bundle.slices().get(0).transactions()).hasSize(2);
    assertThat(bundle.slices().get(0).minBlock()).isEqualTo(26);
    assertThat(bundle.slices().get(0).maxBlock()).isEqualTo(31);
    assertThat(bundle.maxTimestampSeconds()).isEqualTo(1_790_000_000);
    assertThat(bundle.minimumLevel()).isEqualTo(Level.INCLUSION);
    assertThat(bundle.retry()).isTrue();
    assertThat(bundle.replacementNonce()).isEqualTo(2);
    assertThat(bundle.submitter()).isEqualTo(Address.fromHex("0x" + "11".repeat(20)));
    assertThat(request.signature()).isNotNull();
  }

  @Test
  void absentMembersHaveTheirMeaning() {
    BundleRequest request = read(withSlice("\"chainId\":901,\"txs\":[\"0x02\"]"));
    assertThat(request.bundle().isAnonymous()).isTrue();
    assertThat(request.bundle().minimumLevel()).isEqualTo(Level.EXECUTION);
    assertThat(request.bundle().slices().get(0).maxBlock()).isZero();
    assertThat(request.signature()).isNull();
  }

  @Test
  void everyBadMemberIsNamedByItsPath() {
    refused("1", "WRONG_TYPE", null);
    refused("{}", "MISSING_FIELD", "slices");
    refused("{\"slices\":[]}", "EMPTY_BUNDLE", "slices");
    refused("{\"slices\":{}}", "WRONG_TYPE", "slices");
    refused("{\"slices\":[1]}", "WRONG_TYPE", "slices[0]");
    refused(withSlice("\"txs\":[\"0x02\"]"), "MISSING_FIELD", "slices[0].chainId");
    refused(withSlice("\"chainId\":901"), "MISSING_FIELD", "slices[0].txs");
    refused(withSlice("\"chainId\":901,\"txs\":[]"), "EMPTY_SLICE", "slices[0].txs");
    refused(withSlice("\"chainId\":901,\"txs\":[1]"), "WRONG_TYPE", "slices[0].txs[0]");
    refused(withSlice("\"chainId\":901,\"txs\":[\"0x0\"]"), "BAD_DATA", "slices[0].txs[0]");
    refused(withSlice("\"chainId\":901,\"txs\":[\"02\"]"), "BAD_DATA", "slices[0].txs[0]");
    refused(withSlice("\"chainId\":901,\"txs\":[\"0xzz\"]"), "BAD_DATA", "slices[0].txs[0]");
    refused(withSlice("\"chainId\":0,\"txs\":[\"0x02\"]"), "UNKNOWN_CHAIN", "slices[0].chainId");
    refused(
        withSlice("\"chainId\":\"0x" + "f".repeat(64) + "\",\"txs\":[\"0x02\"]"),
        "UNKNOWN_CHAIN",
        "slices[0].chainId");
    String slice = "\"chainId\":901,\"txs\":[\"0x02\"]";
    refused(
        "{\"slices\":[{" + slice + "},{" + slice + "}]}", "DUPLICATE_CHAIN", "slices[1].chainId");
    refused(withSlice(slice + ",\"x\":1"), "UNKNOWN_FIELD", "slices[0].x");
    refused(withSlice(slice + ",\"txs\":[\"0x02\"]"), "DUPLICATE_FIELD", "slices[0].txs");
    refused(
        withSlice(slice + ",\"revertingTxHashes\":[\"0x02\"]"),
        "BAD_LENGTH",
        "slices[0].revertingTxHashes[0]");
    refused(with("\"retry\":1"), "WRONG_TYPE", "retry");
    refused(with("\"retry\":false,\"retry\":false"), "DUPLICATE_FIELD", "retry");
    refused(with("\"minimumLevel\":\"STRONG\""), "BAD_VALUE", "minimumLevel");
    refused(with("\"submitter\":\"0x00\""), "BAD_LENGTH", "submitter");
    refused(with("\"signature\":\"0x00\""), "BAD_LENGTH", "signature");
    refused(
        with("\"replacementUuid\":\"\\u00e9\""), "REPLACEMENT_UUID_CHARACTERS", "replacementUuid");
    for (String bad :
        new String[] {
          "-1",
          "1.5",
          "1e3",
          "\"1\"",
          "\"0x\"",
          "\"0x01\"",
          "\"0X1\"",
          "\"0x-1\"",
          "9007199254740992"
        }) {
      refused(with("\"maxTimestamp\":" + bad), "BAD_QUANTITY", "maxTimestamp");
    }
    refused(with("\"maxTimestamp\":null"), "WRONG_TYPE", "maxTimestamp");
    refused(with("\"maxTimestamp\":\"0x8000000000000000\""), "NUMBER_OUT_OF_RANGE", "maxTimestamp");
    assertThat(read(with("\"maxTimestamp\":9007199254740991")).bundle().maxTimestampSeconds())
        .isEqualTo((1L << 53) - 1);
  }

  @Test
  void everyLimitIsRefusedByOneAndNamed() {
    Limits limits = Limits.DEFAULT;
    overLimit(slices(limits.maxSlicesPerBundle() + 1), "slices", limits.maxSlicesPerBundle());
    read(slices(limits.maxSlicesPerBundle()));
    overLimit(
        transactions(limits.maxTransactionsPerBundle() + 1, 1),
        "slices[0].txs",
        limits.maxTransactionsPerBundle());
    read(transactions(limits.maxTransactionsPerBundle(), 1));
    overLimit(
        transactions(1, limits.maxTransactionBytes() + 1),
        "slices[0].txs[0]",
        limits.maxTransactionBytes());
    read(transactions(1, limits.maxTransactionBytes()));
    String tooLong = "x".repeat(limits.maxReplacementUuidBytes() + 1);
    overLimit(
        with("\"replacementUuid\":\"" + tooLong + "\""),
        "replacementUuid",
        limits.maxReplacementUuidBytes());
    read(with("\"replacementUuid\":\"" + tooLong.substring(1) + "\""));
  }

  private static String slices(int count) {
    StringBuilder text = new StringBuilder("{\"slices\":[");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append("{\"chainId\":").append(i + 1);
      text.append(",\"txs\":[\"0x02\"]}");
    }
    return text + "]}";
  }

  private static String transactions(int count, int size) {
    String transaction = "\"0x" + "02".repeat(size) + "\"";
    return withSlice(
        "\"chainId\":901,\"txs\":[" + transaction + ("," + transaction).repeat(count - 1) + "]");
  }

  private static String with(String member) {
    return "{\"slices\":[{\"chainId\":901,\"txs\":[\"0x02\"]}]," + member + "}";
  }

  private static String withSlice(String members) {
    return "{\"slices\":[{" + members + "}]}";
  }

  private static void overLimit(String text, String field, long limit) {
    RpcError error = error(text);
    assertThat(error.code()).isEqualTo(RpcError.PARAMETER);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.limit()).isEqualTo(limit);
    assertThat(error.actual()).isEqualTo(limit + 1);
  }

  private static void refused(
      String text, String reason, @org.jspecify.annotations.Nullable String field) {
    RpcError error = error(text);
    assertThat(error.code()).as(text).isEqualTo(RpcError.PARAMETER);
    assertThat(error.reason()).as(text).isEqualTo(reason);
    assertThat(error.field()).as(text).isEqualTo(field);
  }

  private static RpcError error(String text) {
    try {
      read(text);
    } catch (Refusal e) {
      return e.error();
    }
    throw new AssertionError("taken: " + text);
  }

  private static BundleRequest read(String text) {
    JsonValue value = new JsonReader(32, 100).read(text.getBytes(StandardCharsets.UTF_8));
    return BundleReader.read(value, Limits.DEFAULT);
  }
}
