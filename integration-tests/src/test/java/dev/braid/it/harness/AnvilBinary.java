package dev.braid.it.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where anvil is: named by the environment, installed by {@code npm/install}, or on the path. */
final class AnvilBinary {
  private AnvilBinary() {}

  static Path find() {
    List<Path> places = new ArrayList<>();
    String named = System.getenv("BRAID_ANVIL");
    if (named != null) {
      places.add(Path.of(named));
    }
    places.add(Repository.root().resolve("coordinator/npm/node_modules/.bin/anvil"));
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      places.add(Path.of(directory, "anvil"));
    }
    for (Path place : places) {
      if (Files.isExecutable(place)) {
        return place;
      }
    }
    throw new IllegalStateException("no anvil found: run coordinator/npm/install");
  }
}
