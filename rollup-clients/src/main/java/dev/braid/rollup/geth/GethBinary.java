package dev.braid.rollup.geth;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a geth is that can build blocks for Braid. */
public final class GethBinary {
  /** Names a geth of one's own. */
  public static final String VARIABLE = "BRAID_GETH";

  private static final String IN_REPOSITORY = "coordinator/geth/bin/geth";
  private static final long PATIENCE_SECONDS = 20;
  private static final int LONGEST_ANSWER = 4_096;

  private GethBinary() {}

  /** What the search found. */
  public sealed interface Search {}

  /** A program that can be used. */
  public record Found(Path file, GethVersion version) implements Search {}

  /**
   * @param why for people, one line: what was looked at and what to do
   */
  public record Missing(String why) implements Search {}

  /**
   * The file named by {@code BRAID_GETH} when that is set, and no other; else the first geth on the
   * PATH that is new enough; else the one that {@code coordinator/geth/install} put into the
   * repository at {@code root}. Blocks: each candidate is asked for its version.
   */
  public static Search find(Path root) {
    return find(root, System.getenv());
  }

  static Search find(Path root, Map<String, String> environment) {
    String own = environment.getOrDefault(VARIABLE, "");
    if (!own.isEmpty()) {
      Path file = Path.of(own);
      GethVersion version = version(file);
      return version != null && version.isUsable()
          ? new Found(file, version)
          : new Missing(VARIABLE + "=" + own + ": " + problem(version));
    }
    List<Path> candidates = new ArrayList<>();
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      candidates.add(Path.of(directory, "geth"));
    }
    candidates.add(root.resolve(IN_REPOSITORY));
    List<String> refused = new ArrayList<>();
    for (Path file : candidates) {
      if (Files.isExecutable(file)) {
        GethVersion version = version(file);
        if (version != null && version.isUsable()) {
          return new Found(file.toAbsolutePath(), version);
        }
        refused.add("; " + file + ": " + problem(version));
      }
    }
    return new Missing(
        "no geth "
            + GethVersion.OLDEST
            + " or newer on the PATH: run coordinator/geth/install, or set "
            + VARIABLE
            + String.join("", refused));
  }

  private static String problem(@Nullable GethVersion version) {
    return version == null
        ? "not a geth that can be run"
        : "geth " + version + " cannot build blocks from a list; needs " + GethVersion.OLDEST;
  }

  private static @Nullable GethVersion version(Path file) {
    if (!Files.isExecutable(file) || Files.isDirectory(file)) {
      return null;
    }
    try {
      Process process =
          new ProcessBuilder(file.toString(), "version")
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      try (var output = process.getInputStream()) {
        byte[] answer = output.readNBytes(LONGEST_ANSWER);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return null;
        }
        return GethVersion.parse(new String(answer, StandardCharsets.UTF_8)).orElse(null);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return null; // not a program of this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
