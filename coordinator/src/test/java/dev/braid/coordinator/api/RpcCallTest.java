package dev.braid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RpcCallTest {
  @Test
  void echoesEveryKindOfIdExactly() {
    for (String id :
        new String[] {
          "1", "-7", "1.50", "1e3", "12345678901234567890", "\"a\\\"\\ud800\"", "null"
        }) {
      RpcCall.Valid call =
          (RpcCall.Valid) parse("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":" + id + "}");
      String answer =
          new String(
              Json.bytes(Json.success(java.util.Objects.requireNonNull(call.id()), Json.object())),
              StandardCharsets.US_ASCII);
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("\"id\":" + id + ",");
    }
  }

  @Test
  void aCallWithoutIdIsANotification() {
    assertThat(parse("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":[1]}"))
        .isInstanceOfSatisfying(RpcCall.Valid.class, call -> assertThat(call.id()).isNull());
  }

  @Test
  void whatIsNoCallIsRefused() {
    refused("1", -32600, null);
    refused("null", -32600, null);
    refused("{}", -32600, "jsonrpc");
    refused("{\"jsonrpc\":\"1.0\",\"method\":\"m\",\"id\":1}", -32600, "jsonrpc");
    refused("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600, "method");
    refused("{\"jsonrpc\":\"2.0\",\"method\":1,\"id\":1}", -32600, "method");
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":{}}", -32600, "id");
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":true}", -32600, "id");
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{},\"id\":1}", -32602, "params");
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"extra\":1,\"id\":1}", -32602, "extra");
    refused("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"method\":\"n\",\"id\":1}", -32602, "method");
  }

  private static void refused(
      String text, int code, @org.jspecify.annotations.Nullable String field) {
    assertThat(parse(text))
        .isInstanceOfSatisfying(
            RpcCall.Invalid.class,
            call -> {
              assertThat(call.error().code()).as(text).isEqualTo(code);
              assertThat(call.error().field()).as(text).isEqualTo(field);
              assertThat(call.error().retryable()).isFalse();
            });
  }

  private static RpcCall parse(String text) {
    return RpcCall.parse(new JsonReader(32, 100).read(text.getBytes(StandardCharsets.UTF_8)));
  }
}
