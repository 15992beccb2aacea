package dev.braid.coordinator.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations ({@code 500ms, 2s, 10m, 1h}) and sizes ({@code 512B, 64KiB, 4MiB, 1GiB}) as text. */
final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?(B|KiB|MiB|GiB)");

  private Units() {}

  /**
   * @throws IllegalArgumentException when the text is no whole number with a unit (or a bare 0)
   */
  static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher match = DURATION.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("expected a duration such as 500ms, 2s, 10m or 1h");
    }
    long number = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  /**
   * @throws IllegalArgumentException when the text is no whole number with a unit (or a bare 0)
   */
  static long size(String text) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher match = SIZE.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("expected a size such as 512B, 64KiB, 4MiB or 1GiB");
    }
    long number = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "B" -> number;
      case "KiB" -> Math.multiplyExact(number, 1L << 10);
      case "MiB" -> Math.multiplyExact(number, 1L << 20);
      default -> Math.multiplyExact(number, 1L << 30);
    };
  }

  static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0) {
      return "0";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  static String formatSize(long bytes) {
    if (bytes == 0) {
      return "0";
    }
    if (bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes % (1L << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
