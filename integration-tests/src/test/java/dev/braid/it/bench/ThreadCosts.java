package dev.braid.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processor time of processes by the names of their threads ({@code proc(5)}), to say where it
 * went.
 */
final class ThreadCosts {
  /** Linux counts in hundredths of a second, whatever the kernel's own tick. */
  private static final double TICK_SECONDS = 0.01;

  private ThreadCosts() {}

  /** Seconds by thread name without digits, so that pools count as one. */
  static Map<String, Double> of(long pid) {
    Map<String, Double> seconds = new TreeMap<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        try {
          String stat = Files.readString(task.resolve("stat"));
          String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
          String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          double used = (Long.parseLong(rest[11]) + Long.parseLong(rest[12])) * TICK_SECONDS;
          seconds.merge(name.replaceAll("[0-9]+.*", ""), used, Double::sum);
        } catch (NoSuchFileException ended) {
          // A thread that has just ended.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seconds;
  }

  /** What was used between the two, per unit of work in microseconds; the dearest first. */
  static String difference(Map<String, Double> before, Map<String, Double> after, int work) {
    List<Map.Entry<String, Double>> costs = new ArrayList<>();
    double sum = 0;
    for (Map.Entry<String, Double> now : after.entrySet()) {
      double used = now.getValue() - before.getOrDefault(now.getKey(), 0.0);
      sum += used;
      costs.add(Map.entry(now.getKey(), used * 1e6 / work));
    }
    costs.sort(Map.Entry.<String, Double>comparingByValue().reversed());
    StringBuilder text = new StringBuilder("%.0f us: ".formatted(sum * 1e6 / work));
    for (Map.Entry<String, Double> cost : costs.subList(0, Math.min(8, costs.size()))) {
      text.append("%s %.1f, ".formatted(cost.getKey(), cost.getValue()));
    }
    return text.toString();
  }
}
