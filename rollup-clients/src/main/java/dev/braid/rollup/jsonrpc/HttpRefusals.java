package dev.braid.rollup.jsonrpc;

import dev.braid.rollup.jsonrpc.JsonRpcTransportException.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** What an HTTP status other than 200 means. */
final class HttpRefusals {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** More of a body is not read. */
  private static final int MAX_TEXT = 256;

  /** geth: "stale token", "future token"; ethereumjs: "Stale jwt token drift=120521". */
  private static final List<String> TOKEN_TIMES = List.of("stale", "future token");

  private HttpRefusals() {}

  /** Reads a little of the body, so not to be called twice for one response. */
  static JsonRpcTransportException of(Response response) throws IOException {
    int status = response.code();
    String text = text(response.body());
    String what = "HTTP status " + status + (text.isEmpty() ? "" : ": " + text);
    if (status != UNAUTHORIZED && status != FORBIDDEN) {
      return new JsonRpcTransportException(Kind.HTTP_STATUS, what, null);
    }
    String words = text.toLowerCase(Locale.ROOT);
    return TOKEN_TIMES.stream().anyMatch(words::contains)
        ? new JsonRpcTransportException(Kind.STALE_TOKEN, what + clocks(response), null)
        : new JsonRpcTransportException(Kind.UNAUTHORIZED, what, null);
  }

  private static String clocks(Response response) {
    Date theirs = response.headers().getDate("Date");
    Instant ours = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return theirs == null
        ? "; our clock says " + ours
        : "; its clock says " + theirs.toInstant() + ", ours " + ours;
  }

  private static String text(@Nullable ResponseBody body) throws IOException {
    if (body == null) {
      return "";
    }
    body.source().request(MAX_TEXT);
    long size = Math.min(MAX_TEXT, body.source().getBuffer().size());
    return body.source().readUtf8(size).strip();
  }
}
