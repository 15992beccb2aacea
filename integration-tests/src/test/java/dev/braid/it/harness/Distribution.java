package dev.braid.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the built distribution is started, as {@code ./braid} does. */
public final class Distribution {
  private Distribution() {}

  /**
   * A command of the command line.
   *
   * @param jvmFlags beside those of the distribution
   * @param arguments from the command's name on
   */
  public static List<String> command(List<String> jvmFlags, List<String> arguments) {
    Path dist = Repository.root().resolve("coordinator/target/dist");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + dist.resolve("jvm.options"));
    Path archive = dist.resolve("classes.jsa");
    if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    // As ./braid does: each kill would leave unpacked native libraries behind otherwise.
    Path natives =
        dist.resolve("native/linux-" + System.getProperty("os.arch").replace("amd64", "x86_64"));
    command.add("-Djava.library.path=" + natives);
    if (Files.isDirectory(natives)) {
      command.add("-Dfr.acinq.secp256k1.lib.path=" + natives);
    }
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", dist.resolve("lib") + "/*"));
    command.add("dev.braid.coordinator.cli.Main");
    command.addAll(arguments);
    return command;
  }

  public static Map<String, String> environment() {
    return Map.of("BRAID_HOME", Repository.root().toString());
  }
}
