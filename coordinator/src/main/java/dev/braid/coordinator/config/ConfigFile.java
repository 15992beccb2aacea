package dev.braid.coordinator.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the node's configuration file: YAML 1.2, no aliases, at most {@link #MAX_BYTES}. */
public final class ConfigFile {
  static final int MAX_BYTES = 1 << 20;
  private static final int MAX_NESTING = 16;

  private ConfigFile() {}

  /**
   * Relative paths in the file start at its directory.
   *
   * @throws ConfigException when the file cannot be read or anything in it is not as documented
   */
  public static NodeConfig load(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + ": larger than " + Units.formatSize(MAX_BYTES));
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e);
    }
    Path directory = file.toAbsolutePath().getParent();
    return parse(text, file.toString(), directory == null ? Path.of("") : directory);
  }

  /**
   * @param name how errors call the text
   * @param base where relative paths start
   */
  public static NodeConfig parse(String text, String name, Path base) {
    Section root = new Section(name, "", 1, compose(text, name), new ArrayList<>());
    return NodeConfig.read(root, base);
  }

  /** Every key that the configuration knows; the documentation is checked against it. */
  static List<KeyInfo> keys() {
    List<KeyInfo> asked = new ArrayList<>();
    NodeConfig.read(new Section("defaults", "", 1, null, asked), Path.of(""));
    Node rollup = compose("{chainId: 1, client: anvil, rpc: 'http://127.0.0.1:1'}", "template");
    RollupConfig.read(new Section("template", "rollups[]", 1, rollup, asked), Path.of(""));
    Node engine = compose("{url: 'http://127.0.0.1:2', jwtSecret: f}", "template");
    EngineConfig.keys(
        new Section("template", "rollups[].engine", 1, engine, asked),
        Path.of(""),
        RpcUrl.parse("http://127.0.0.1:1"));
    Node member = compose("{address: '0x%040d', at: 'h:1', busPort: 2}".formatted(1), "template");
    ClusterReader.member(new Section("template", "cluster.members[]", 1, member, asked));
    Node cluster = compose("{self: 'h:1'}", "template");
    ClusterReader.ownKeys(new Section("template", "cluster", 1, cluster, asked), Path.of(""));
    return asked;
  }

  private static @Nullable Node compose(String text, String name) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      Node node = new Compose(settings).composeString(text).orElse(null);
      refuseDepth(node, name, 0);
      return node;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new ConfigException(name + ":" + line + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ConfigException(name + ": not YAML: " + e.getMessage());
    }
  }

  /** Also ends an alias that contains itself. */
  private static void refuseDepth(@Nullable Node node, String name, int depth) {
    if (depth > MAX_NESTING) {
      throw new ConfigException(name + ": nested deeper than " + MAX_NESTING + " levels");
    }
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> refuseDepth(tuple.getValueNode(), name, depth + 1));
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> refuseDepth(item, name, depth + 1));
    }
  }
}
