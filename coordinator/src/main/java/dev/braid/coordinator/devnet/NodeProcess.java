package dev.braid.coordinator.devnet;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a node is started as a process of its own: the JVM, flags and jars of this one. */
final class NodeProcess {
  private static final String MAIN = "dev.braid.coordinator.cli.Main";

  private NodeProcess() {}

  /** Of several nodes on one machine none may take the memory of the others. */
  private static final String HEAP_OF_SEVERAL = "-Xmx640m";

  /**
   * @param more words after the command
   */
  static List<String> command(Path configuration, boolean isOneOfSeveral, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (isOneOfSeveral) {
      // Before the flags of this JVM: of two the later wins, so BRAID_JAVA_OPTS has the last word.
      command.add(HEAP_OF_SEVERAL);
    }
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
    command.addAll(more);
    return command;
  }
}
