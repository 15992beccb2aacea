package dev.braid.rollup.anvil;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the anvil program is. */
public final class AnvilBinary {
  private static final String IN_REPOSITORY = "coordinator/npm/node_modules/.bin/anvil";

  private AnvilBinary() {}

  /**
   * The file named by {@code BRAID_ANVIL} when that is set; else the one that {@code
   * coordinator/npm/install} put into the repository at {@code root}; else the first on the PATH.
   */
  public static Optional<Path> find(Path root) {
    String own = System.getenv("BRAID_ANVIL");
    if (own != null && !own.isEmpty()) {
      return Optional.of(Path.of(own)).filter(Files::isExecutable);
    }
    List<Path> candidates = new ArrayList<>();
    candidates.add(root.resolve(IN_REPOSITORY));
    String path = System.getenv("PATH");
    for (String directory : (path == null ? "" : path).split(File.pathSeparator)) {
      candidates.add(Path.of(directory, "anvil"));
    }
    return candidates.stream().filter(Files::isExecutable).findFirst();
  }
}
