package dev.braid.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private static final Path BASE = Path.of("/base");

  @Test
  void emptyFileMeansDefaults() {
    NodeConfig config = parse("");
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1",
                8970,
                List.of(),
                HttpConfig.Limits.DEFAULT,
                HttpConfig.Timeouts.DEFAULT));
    assertThat(config.admin()).isEqualTo(new AdminConfig(true, "127.0.0.1", 8971));
    assertThat(config.log()).isEqualTo(LogConfig.DEFAULT);
    assertThat(config.rounds()).isEqualTo(RoundsConfig.DEFAULT);
    assertThat(config.metrics()).isEqualTo(MetricsConfig.DEFAULT);
    assertThat(config.rollups()).isEmpty();
    assertThat(config.node())
        .isEqualTo(new MemberConfig(Path.of("/base/data"), Path.of("/base/data/member.key")));
  }

  @Test
  void readsEveryKindOfValue() {
    NodeConfig config =
        parse(
            """
            node: {dataDir: /var/braid, memberKeyFile: ../keys/member}
            http:
              port: 0
              corsOrigins: ["https://app.example"]
              limits: {bodyBytes: 64KiB}
              timeouts: {answer: 500ms}
            log: {kind: solo}
            rollups:
              - {chainId: 0x385, client: anvil, rpc: "http://user:secret@h:1/key", blockTime: 2s, name: left}
              - chainId: 902
                client: anvil
                rpc: http://h:2
                level: BEST_EFFORT
            """);
    assertThat(config.node().memberKeyFile()).isEqualTo(Path.of("/var/keys/member"));
    assertThat(config.http().limits().bodyBytes()).isEqualTo(65_536);
    assertThat(config.http().timeouts().answer()).isEqualTo(Duration.ofMillis(500));
    RollupConfig left = config.rollups().get(0);
    assertThat(left.chainId()).isEqualTo(new ChainId(901));
    assertThat(left.blockTime()).isEqualTo(Duration.ofSeconds(2));
    assertThat(left.rpc().uri().getUserInfo()).isEqualTo("user:secret");
    assertThat(config.toString()).doesNotContain("secret").doesNotContain("key\"");
    assertThat(config.rollups().get(1).level()).isEqualTo(Level.BEST_EFFORT);
    assertThat(config.rollups().get(1).name()).isEqualTo("rollup-902");
  }

  @Test
  void refusalsNameLineKeyAndRemedy() {
    refuses("http:\n  prot: 1", "braid.yaml:2: http.prot: unknown key; did you mean \"port\"?");
    refuses("htpp: {}", "braid.yaml:1: htpp: unknown key; did you mean \"http\"?");
    refuses("http: {port: 1}\nhttp: {port: 2}", "braid.yaml:2: http: this key stands here twice");
    refuses("http:\n  port: 70000", "braid.yaml:2: http.port: expected 0 to 65535, got 70000");
    refuses("http:\n  port: many", "http.port: expected a whole number, got \"many\"");
    refuses("http:\n  port:", "braid.yaml:2: http.port: this key has no value");
    refuses("http: 3", "braid.yaml:1: http: expected a section with keys");
    refuses("http:\n  timeouts: {idle: 5}", "http.timeouts.idle: expected a duration");
    refuses("http:\n  timeouts: {idle: 5ms}", "http.timeouts.idle: expected 1s to 1h, got 5ms");
    refuses("http:\n  limits: {bodyBytes: 5MB}", "http.limits.bodyBytes: expected a size");
    refuses("admin: {enabled: yes}", "admin.enabled: expected true or false");
    refuses("log: {kind: raft}", "log.kind: expected one of solo, hazelcast, got \"raft\"");
    refuses("rollups: {}", "rollups: expected a list");
    refuses("rollups:\n  - {chainId: 1}", "braid.yaml:2: rollups[0].client: this key is required");
    refuses(
        "rollups:\n  - {chainId: 1, client: anvil, rpc: 'ftp://secret'}",
        "braid.yaml:2: rollups[0].rpc: expected http://host:port or https://host");
    String rollup = "  - {chainId: 1, client: anvil, rpc: 'http://h'}\n";
    refuses("rollups:\n" + rollup + rollup, "rollups: two rollups have the same chainId");
    refuses("http: {corsOrigins: [app]}", "http.corsOrigins: expected * or an origin");
    refuses("http: [", "braid.yaml:1: not YAML");
    refuses("a: &x {b: *x}", "not YAML: Number of aliases");
    refuses("a: " + "[".repeat(20) + "]".repeat(20), "nested deeper");
  }

  @Test
  void missingFileIsRefusedByName(@TempDir Path directory) {
    assertThatThrownBy(() -> ConfigFile.load(directory.resolve("absent.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("absent.yaml");
  }

  @Test
  void everyKeyIsDocumentedWithItsDefault() throws Exception {
    Pattern row = Pattern.compile("\\| `([^`]+)` \\| `?([^|`]+)`? \\| [^|]+ \\|");
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/config.md"))) {
      Matcher match = row.matcher(line);
      if (match.matches()) {
        documented.put(match.group(1), match.group(2).strip());
      }
    }
    Map<String, String> known = new TreeMap<>();
    ConfigFile.keys().forEach(key -> known.put(key.path(), key.defaultText()));
    assertThat(documented).isEqualTo(known);
  }

  private static void refuses(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml))
        .as(yaml)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static NodeConfig parse(String yaml) {
    return ConfigFile.parse(yaml, "braid.yaml", BASE);
  }
}
