package dev.braid.coordinator.devnet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.rollup.anvil.AnvilCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** {@code endpoints.json}: where everything is, for tools and tests (api.md, devnet). */
final class Endpoints {
  static final String FILE = "endpoints.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Endpoints() {}

  /** Written whole or not at all, so that whoever waits for the file never reads half of it. */
  static void write(Path directory, List<RunningNode> nodes, List<Rollup> rollups) {
    ObjectNode root = MAPPER.createObjectNode();
    nodes.forEach(
        node ->
            root.withArray("/nodes")
                .addObject()
                .put("rpc", node.site().address())
                .put("admin", node.site().adminAddress())
                .put("pid", node.pid()));
    rollups.forEach(rollup -> describe(rollup, root.withArray("/rollups").addObject()));
    root.put("mnemonic", AnvilCommand.MNEMONIC);
    writeJson(directory.resolve(FILE), root);
  }

  private static void describe(Rollup rollup, ObjectNode item) {
    item.put("chainId", rollup.chainId().value())
        .put("rpc", rollup.address())
        .put("client", rollup.engine().toString())
        .put("pid", rollup.pid());
    Rollup.Access access = rollup.access();
    if (access != null) {
      item.put("engine", access.address()).put("jwtSecret", access.jwtSecret().toString());
    }
  }

  static void writeJson(Path file, JsonNode document) {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(whole, pretty(document) + "\n");
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DevnetException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Everything ended: nobody shall mistake the old ports for living ones. */
  static void remove(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve(FILE));
    } catch (IOException e) {
      throw new DevnetException("cannot remove " + FILE + ": " + e.getMessage(), e);
    }
  }

  private static String pretty(JsonNode document) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
