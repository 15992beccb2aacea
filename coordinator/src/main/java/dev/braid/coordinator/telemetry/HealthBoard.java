package dev.braid.coordinator.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the parts of a node say what is wrong with them, each under its own key, until they say
 * that it is over. Safe for all threads; never blocks. {@code GET /health} shows it.
 */
public final class HealthBoard {
  private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);

  private final Map<String, Problem> problems = new ConcurrentSkipListMap<>();

  /** How bad a problem is (api.md: 206 or 503). */
  public enum Severity {
    /** The node serves, but not all of it works: HTTP 206. */
    DEGRADED(206),
    /** The node cannot take bundles: HTTP 503. */
    DOWN(503);

    private final int httpStatus;

    Severity(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    public int httpStatus() {
      return httpStatus;
    }
  }

  /**
   * @param key who says so, e.g. {@code rollup:901}
   * @param message for people; no secrets, no content of bundles
   */
  public record Problem(String key, Severity severity, String message) {}

  /** Keys of a rollup's problems start like this. */
  public static String rollup(long chainId) {
    return "rollup:" + chainId;
  }

  public void report(String key, Severity severity, String message) {
    Problem problem = new Problem(key, severity, message);
    Problem before = problems.put(key, problem);
    if (!problem.equals(before)) {
      LOG.warn("health key={} severity={} message={}", key, severity, message);
    }
  }

  public void clear(String key) {
    if (problems.remove(key) != null) {
      LOG.info("health key={} over", key);
    }
  }

  /** What is wrong now, by key. */
  public List<Problem> problems() {
    return new ArrayList<>(problems.values());
  }
}
