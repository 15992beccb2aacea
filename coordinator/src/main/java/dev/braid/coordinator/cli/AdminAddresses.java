package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where members listen for their operator. */
final class AdminAddresses {
  static final String DEFAULT = "http://127.0.0.1:8971";

  private AdminAddresses() {}

  static List<URI> checked(List<URI> urls) {
    List<URI> checked = new ArrayList<>();
    for (URI url : urls) {
      String scheme = url.getScheme();
      if (!"http".equals(scheme) && !"https".equals(scheme)) {
        throw new CliException(Exit.USAGE, "--node must be an http or https URL: " + url);
      }
      checked.add(url.getPath().isEmpty() ? url.resolve("/") : url);
    }
    return checked;
  }

  /** Those of the devnet that runs there; without one, the default of a node on this machine. */
  static List<URI> find(Path devnet, Output output) {
    Path file = devnet.resolve("endpoints.json");
    List<URI> found = new ArrayList<>();
    if (Files.exists(file)) {
      output.note("members as in " + file);
      for (JsonNode node : read(file).path("nodes")) {
        if (node.hasNonNull("admin")) {
          found.add(URI.create(node.path("admin").asText()));
        }
      }
    }
    return checked(found.isEmpty() ? List.of(URI.create(DEFAULT)) : found);
  }

  private static JsonNode read(Path file) {
    try {
      return Output.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CliException(Exit.USAGE, file + " cannot be read: " + e.getMessage());
    }
  }
}
