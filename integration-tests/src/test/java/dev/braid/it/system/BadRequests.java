package dev.braid.it.system;

import dev.braid.it.harness.JsonRpc;
import java.util.ArrayList;
import java.util.List;

/** Bodies that are no good before any bundle is looked at, each with its error. */
final class BadRequests {
  static final int BODY_BYTES = 4 * 1024 * 1024;
  static final int BATCH = 100;
  static final int DEPTH = 32;

  private static final int PARSE = -32700;
  private static final int REQUEST = -32600;

  private BadRequests() {}

  static List<BadCase> all() {
    List<BadCase> cases = new ArrayList<>();
    cases.add(of("no JSON", "{", PARSE, "PARSE_ERROR"));
    cases.add(of("garbage", "\u0000\u0001not json", PARSE, "PARSE_ERROR"));
    cases.add(of("nothing", "", PARSE, "PARSE_ERROR"));
    cases.add(of("two documents", "{} {}", PARSE, "PARSE_ERROR"));
    cases.add(of("a number", "42", REQUEST, "INVALID_REQUEST"));
    cases.add(of("null", "null", REQUEST, "INVALID_REQUEST"));
    cases.add(of("an empty object", "{}", REQUEST, "INVALID_REQUEST"));
    cases.add(of("an empty batch", "[]", REQUEST, ""));
    cases.add(
        of(
            "another version",
            "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"atomic_getCapabilities\",\"params\":[]}",
            REQUEST,
            "INVALID_REQUEST"));
    cases.add(of("unknown method", JsonRpc.request("eth_wat").toString(), -32601, ""));
    cases.add(of("no parameter", JsonRpc.request("atomic_sendBundle").toString(), -32602, ""));
    cases.add(
        of(
            "a parameter too many",
            JsonRpc.request("atomic_getCapabilities", 1).toString(),
            -32602,
            ""));
    cases.add(
        of(
            "unknown bundle",
            JsonRpc.request("atomic_getBundle", "0x" + "77".repeat(32)).toString(),
            -32001,
            ""));
    cases.add(
        of(
            "unknown height",
            JsonRpc.request("atomic_getBatch", "0xffffffff").toString(),
            -32001,
            ""));
    cases.add(of("nesting 50,000 deep", "[".repeat(50_000) + "]".repeat(50_000), REQUEST, ""));
    cases.add(of("nesting one too deep", nested(DEPTH + 1), REQUEST, "NESTING_TOO_DEEP"));
    cases.add(of("batch of 100,000", batch(100_000), REQUEST, "BATCH_TOO_LARGE"));
    cases.add(of("batch with one too many", batch(BATCH + 1), REQUEST, "BATCH_TOO_LARGE"));
    cases.add(large("a byte too many", BODY_BYTES + 1));
    cases.add(large("40 MB", 40_000_000));
    return cases;
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  /** Small calls, so that the batch is refused for its length alone. */
  private static String batch(int calls) {
    return "[" + "{},".repeat(calls - 1) + "{}]";
  }

  private static BadCase large(String name, int bytes) {
    return new BadCase(
        name, " ".repeat(bytes), 413, REQUEST, "BODY_TOO_LARGE", "", (long) BODY_BYTES);
  }

  private static BadCase of(String name, String body, int code, String reason) {
    return new BadCase(name, body, 200, code, reason, "", null);
  }
}
