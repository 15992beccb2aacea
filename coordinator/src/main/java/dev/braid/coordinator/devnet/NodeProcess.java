package dev.braid.coordinator.devnet;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a node is started as a process of its own: the JVM, flags and jars of this one. */
final class NodeProcess {
  private static final String MAIN = "dev.braid.coordinator.cli.Main";

  private NodeProcess() {}

  static List<String> command(Path configuration) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // An agent of this JVM (debugger, coverage) would fight with its twin over ports and files.
      if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
        command.add(flag);
      }
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            MAIN,
            "node",
            "--config",
            configuration.toString()));
    return command;
  }
}
