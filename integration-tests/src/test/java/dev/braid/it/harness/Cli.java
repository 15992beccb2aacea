package dev.braid.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of the built distribution, as a process that ends. */
public final class Cli {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private Cli() {}

  /** What a command answered. */
  public record Result(int exit, String output) {}

  public static Result run(Path directory, String... arguments) {
    Path root = Repository.root();
    Path dist = root.resolve("coordinator/target/dist");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + dist.resolve("jvm.options"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-cp", dist.resolve("lib") + "/*"));
    command.add("dev.braid.coordinator.cli.Main");
    command.addAll(List.of(arguments));
    Map<String, String> environment = Map.of("BRAID_HOME", root.toString());
    Path log = directory.resolve("cli-" + System.nanoTime() + ".log");
    try (Child child = Child.start(arguments[0], command, environment, directory, log)) {
      return new Result(child.awaitExit(DEADLINE), child.output());
    }
  }
}
