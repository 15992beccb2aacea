package dev.braid.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The command line of the built distribution, as a process that ends. */
public final class Cli {
  private static final Duration DEADLINE = Duration.ofSeconds(120);

  private Cli() {}

  /** What a command answered. */
  public record Result(int exit, String output) {}

  public static Result run(Path directory, String... arguments) {
    List<String> flags = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");
    List<String> command = Distribution.command(flags, List.of(arguments));
    Path log = directory.resolve("cli-" + System.nanoTime() + ".log");
    try (Child child =
        Child.start(arguments[0], command, Distribution.environment(), directory, log)) {
      return new Result(child.awaitExit(DEADLINE), child.output());
    }
  }
}
