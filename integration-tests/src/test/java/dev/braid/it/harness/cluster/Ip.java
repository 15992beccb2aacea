package dev.braid.it.harness.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The system's {@code ip} command. */
final class Ip {
  private Ip() {}

  record Result(int exit, String output) {}

  static Result tried(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static String run(String... arguments) {
    Result result = tried(arguments);
    if (result.exit() != 0) {
      throw new IllegalStateException(
          "ip " + String.join(" ", arguments) + ": " + result.output().strip());
    }
    return result.output();
  }
}
