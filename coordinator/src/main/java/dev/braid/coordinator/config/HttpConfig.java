package dev.braid.coordinator.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The public port: JSON-RPC over HTTP and WebSocket, health and metrics.
 *
 * @param port 0 = any free port
 * @param corsOrigins origins that browsers may call from; {@code *} = any; empty = none
 * @param limits what one client and all clients together may ask for
 * @param timeouts how long anything may take
 */
public record HttpConfig(
    String host, int port, List<String> corsOrigins, Limits limits, Timeouts timeouts) {
  private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/\\s]+");

  public HttpConfig {
    corsOrigins = List.copyOf(corsOrigins);
  }

  /** As the file's defaults have it, on another port. */
  public static HttpConfig onPort(int port) {
    return new HttpConfig("127.0.0.1", port, List.of(), Limits.DEFAULT, Timeouts.DEFAULT);
  }

  static HttpConfig read(Section section) {
    String host = section.text("host", "127.0.0.1");
    int port = section.number("port", 8970, 0, 65_535);
    List<String> origins = section.texts("corsOrigins", 64);
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw section.refuse("corsOrigins", "expected * or an origin such as https://app.example");
      }
    }
    Limits limits = Limits.read(section.section("limits"));
    Timeouts timeouts = Timeouts.read(section.section("timeouts"));
    section.end();
    return new HttpConfig(host, port, origins, limits, timeouts);
  }

  /**
   * Maxima of the public port; what lies above is refused, never queued without bound.
   *
   * @param bodyBytes one request body or WebSocket message
   * @param bufferedBytes all request bodies that are being received or worked on
   * @param batchSize calls in one JSON-RPC batch
   * @param nestingDepth JSON arrays and objects within each other
   * @param connections open connections
   * @param inFlight JSON-RPC calls that are being answered
   * @param workerQueue calls that wait for a worker
   * @param workers threads that decode and check; 0 = one per processor, at least 2
   * @param recoveredSenders transactions whose recovered sender is remembered
   */
  public record Limits(
      int bodyBytes,
      long bufferedBytes,
      int batchSize,
      int nestingDepth,
      int connections,
      int inFlight,
      int workerQueue,
      int workers,
      int recoveredSenders) {
    public static final Limits DEFAULT =
        new Limits(4 << 20, 256L << 20, 100, 32, 8_192, 8_192, 8_192, 0, 65_536);

    static Limits read(Section section) {
      Limits d = DEFAULT;
      Limits limits =
          new Limits(
              (int) section.size("bodyBytes", d.bodyBytes, 1 << 10, 64L << 20),
              section.size("bufferedBytes", d.bufferedBytes, 1 << 20, 16L << 30),
              section.number("batchSize", d.batchSize, 1, 10_000),
              section.number("nestingDepth", d.nestingDepth, 8, 1_000),
              section.number("connections", d.connections, 1, 1_000_000),
              section.number("inFlight", d.inFlight, 1, 1_000_000),
              section.number("workerQueue", d.workerQueue, 1, 1_000_000),
              section.number("workers", d.workers, 0, 1_024),
              section.number("recoveredSenders", d.recoveredSenders, 1, 10_000_000));
      section.end();
      if (limits.bufferedBytes < limits.bodyBytes) {
        throw section.refuse("bufferedBytes", "must not be below bodyBytes");
      }
      return limits;
    }
  }

  /**
   * @param idle a connection without traffic is closed
   * @param body a request must have arrived whole
   * @param answer an accepted bundle that is not certified by then has an unknown outcome
   * @param sync default of {@code atomic_sendBundleSync}'s time-out
   * @param maxSync longest time-out that {@code atomic_sendBundleSync} takes
   */
  public record Timeouts(
      Duration idle, Duration body, Duration answer, Duration sync, Duration maxSync) {
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(75),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2));

    static Timeouts read(Section section) {
      Timeouts d = DEFAULT;
      Duration shortest = Duration.ofMillis(100);
      Duration hour = Duration.ofHours(1);
      Timeouts timeouts =
          new Timeouts(
              section.duration("idle", d.idle, Duration.ofSeconds(1), hour),
              section.duration("body", d.body, shortest, hour),
              section.duration("answer", d.answer, shortest, hour),
              section.duration("sync", d.sync, shortest, hour),
              section.duration("maxSync", d.maxSync, shortest, hour));
      section.end();
      if (timeouts.maxSync.compareTo(timeouts.sync) < 0) {
        throw section.refuse("maxSync", "must not be below sync");
      }
      return timeouts;
    }
  }
}
