package dev.braid.it.bench;

import java.util.List;
import java.util.Locale;

/** Where a round's time goes, from the first prepare to the last adoption seen. */
record RoundTimes(double prepareMillis, double decideMillis, double adoptMillis, int prepares) {

  static RoundTimes read(List<String> lines) {
    long begun = Long.MAX_VALUE;
    long prepared = 0;
    long decided = Long.MAX_VALUE;
    long adopted = 0;
    int prepares = 0;
    for (String line : lines) {
      String[] parts = line.split(" ", 2);
      long nanos = Long.parseLong(parts[1]);
      switch (parts[0]) {
        case "prepare" -> {
          begun = Math.min(begun, nanos);
          prepares++;
        }
        case "prepare-done" -> prepared = Math.max(prepared, nanos);
        case "adopt" -> decided = Math.min(decided, nanos);
        case "adopt-done" -> adopted = Math.max(adopted, nanos);
        default -> throw new IllegalArgumentException(line);
      }
    }
    return new RoundTimes(
        (prepared - begun) / 1e6, (decided - prepared) / 1e6, (adopted - decided) / 1e6, prepares);
  }

  /** Each of the two rollups was asked once, and adopted what it had prepared. */
  boolean isOfOnePass() {
    return prepares == 2 && decideMillis >= 0;
  }

  double totalMillis() {
    return prepareMillis + decideMillis + adoptMillis;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "prepare %.1f ms (%d calls), decide %.1f ms, adopt %.1f ms",
        prepareMillis,
        prepares,
        decideMillis,
        adoptMillis);
  }
}
