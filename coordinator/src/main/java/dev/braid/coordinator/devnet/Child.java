package dev.braid.coordinator.devnet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A process that the devnet started, its output in a file of its own. */
final class Child {
  private static final int TAIL_LINES = 15;

  private final String name;
  private final Process process;
  private final Path log;
  private final String again;

  private Child(String name, Process process, Path log, String again) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.again = again;
  }

  /**
   * The pid is the program's own: it is started without a shell between.
   *
   * @param again a line for people that starts it again
   */
  static Child start(String name, List<String> command, Path log, String again) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new Child(name, process, log, again);
    } catch (IOException e) {
      throw new DevnetException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return log;
  }

  String again() {
    return again;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** How a process that is not alive ended. */
  String ending() {
    int code = process.exitValue();
    return code > 128 ? "ended by signal " + (code - 128) : "ended with exit code " + code;
  }

  boolean succeeded() {
    return process.exitValue() == 0;
  }

  /** Tells when the process has ended. */
  void onEnd(Executor executor, Runnable action) {
    var unused = process.onExit().thenRunAsync(action, executor);
  }

  void terminate() {
    process.destroy();
  }

  /** Waits for the end; after {@code patience} the process is killed. */
  void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines that it wrote. */
  String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(its output cannot be read: " + e.getMessage() + ")";
    }
  }
}
