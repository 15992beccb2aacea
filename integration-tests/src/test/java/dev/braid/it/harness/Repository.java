package dev.braid.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** Places in the checkout that is tested. */
public final class Repository {
  private Repository() {}

  /** The checkout's root: told by the build, else looked for above the working directory. */
  public static Path root() {
    String told = System.getProperty("braid.root");
    if (told != null) {
      return Path.of(told);
    }
    Path at = Path.of("").toAbsolutePath();
    for (Path path = at; path != null; path = path.getParent()) {
      if (Files.exists(path.resolve("integration-tests/pom.xml"))) {
        return path;
      }
    }
    throw new IllegalStateException("not in a checkout: " + at);
  }
}
