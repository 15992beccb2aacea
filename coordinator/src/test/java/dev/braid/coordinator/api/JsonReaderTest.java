package dev.braid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.api.JsonValue.JsonArray;
import dev.braid.coordinator.api.JsonValue.JsonNumber;
import dev.braid.coordinator.api.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private final JsonReader reader = new JsonReader(32, 100);

  @Test
  void keepsNumbersAsSent() {
    JsonArray array = (JsonArray) read("[1.0, 12345678901234567890123, -0, 1e400000]");
    assertThat(array.items())
        .containsExactly(
            new JsonNumber("1.0"),
            new JsonNumber("12345678901234567890123"),
            new JsonNumber("-0"),
            new JsonNumber("1e400000"));
  }

  @Test
  void notesTheFirstNameThatStandsTwice() {
    JsonObject object = (JsonObject) read("{\"a\":1,\"b\":2,\"b\":3,\"a\":4}");
    assertThat(object.duplicate()).isEqualTo("b");
    assertThat(object.members()).containsEntry("b", new JsonNumber("2"));
  }

  @Test
  void garbageIsAParseError() {
    for (String bad :
        new String[] {
          "",
          " ",
          "{",
          "[1,",
          "{\"a\":1,}",
          "nul",
          "{'a':1}",
          "{} {}",
          "[1]x",
          "NaN",
          "01",
          "\"\t\"",
          "/**/1",
          "\u0000",
          "{\"a\"}",
          "\"\\x\"",
          "+1",
          ".5",
          "\"abc",
          "]"
        }) {
      refused(bad, RpcError.PARSE, "PARSE_ERROR");
    }
    assertThatThrownBy(() -> reader.read(new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'}))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.error().code()).isEqualTo(RpcError.PARSE));
  }

  @Test
  void depthIsBounded() {
    assertThat(read("[".repeat(32) + "]".repeat(32))).isInstanceOf(JsonArray.class);
    RpcError error = refused("[".repeat(33) + "]".repeat(33), RpcError.REQUEST, "NESTING_TOO_DEEP");
    assertThat(error.limit()).isEqualTo(32);
    refused("[".repeat(50_000) + "]".repeat(50_000), RpcError.REQUEST, "NESTING_TOO_DEEP");
    refused("{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000), -32600, "NESTING_TOO_DEEP");
    refused("[".repeat(50_000), RpcError.REQUEST, "NESTING_TOO_DEEP");
  }

  @Test
  void batchesAreCountedButNotKept() {
    RpcError error =
        refused("[1" + ",{\"a\":[1,2]}".repeat(99_999) + "]", RpcError.REQUEST, "BATCH_TOO_LARGE");
    assertThat(error.limit()).isEqualTo(100);
    assertThat(error.actual()).isEqualTo(100_000);
    assertThat(read("[1" + ",2".repeat(99) + "]")).isInstanceOf(JsonArray.class);
  }

  @Test
  void otherSizesAreBounded() {
    refused("[[1" + ",2".repeat(JsonReader.MAX_VALUES) + "]]", RpcError.REQUEST, "TOO_MANY_VALUES");
    refused("{\"" + "n".repeat(100_000) + "\":1}", RpcError.REQUEST, "JSON_LIMIT");
    refused("1".repeat(1_000), RpcError.REQUEST, "JSON_LIMIT");
  }

  @Test
  void errorsDoNotRepeatWhatWasSent() {
    assertThat(refused("{\"secret", RpcError.PARSE, "PARSE_ERROR").message())
        .doesNotContain("secret");
  }

  private RpcError refused(String text, int code, String reason) {
    try {
      read(text);
    } catch (Refusal e) {
      assertThat(e.error().code())
          .as(text.substring(0, Math.min(80, text.length())))
          .isEqualTo(code);
      assertThat(e.error().reason()).isEqualTo(reason);
      return e.error();
    }
    throw new AssertionError("taken: " + text);
  }

  private JsonValue read(String text) {
    return reader.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
