package dev.braid.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineConfigTest {
  private static final String URL = "url: 'http://127.0.0.1:8551'";
  private static final String SECRET = "jwtSecret: geth/jwt.hex";

  @TempDir Path base;

  @BeforeEach
  void writeSecret() throws IOException {
    SecretFile.create(base.resolve("geth/jwt.hex"), "0x" + "ab".repeat(32) + "\n");
  }

  @Test
  void testingIsThePublicRpcUnlessSaidOtherwise() {
    EngineConfig engine = read(URL + ", " + SECRET);
    assertThat(engine)
        .isEqualTo(
            new EngineConfig(
                RpcUrl.parse("http://127.0.0.1:8551"),
                base.resolve("geth/jwt.hex"),
                RpcUrl.parse("http://127.0.0.1:8545"),
                false));
  }

  @Test
  void readsEveryKey() {
    EngineConfig engine =
        read(
            "url: 'https://user:hidden@h/key', "
                + SECRET
                + ", testing: 'http://10.0.0.9:1', allowRemoteTesting: true");
    assertThat(engine.url().uri().getUserInfo()).isEqualTo("user:hidden");
    assertThat(engine.testing()).isEqualTo(RpcUrl.parse("http://10.0.0.9:1"));
    assertThat(engine.allowRemoteTesting()).isTrue();
    assertThat(engine.toString()).doesNotContain("hidden").doesNotContain("key");
  }

  @Test
  void refusesWhatIsMissingOrUnknown() {
    refuses(SECRET, "rollups[0].engine.url: this key is required");
    refuses(URL, "rollups[0].engine.jwtSecret: this key is required");
    refuses(
        URL + ", jwtsecret: x, " + SECRET,
        "rollups[0].engine.jwtsecret: unknown key; did you mean \"jwtSecret\"?");
    refuses("url: 'ftp://h', " + SECRET, "rollups[0].engine.url: expected http://host:port");
    refuses(
        URL + ", " + SECRET + ", testing: h",
        "rollups[0].engine.testing: expected http://host:port");
    refuses(
        URL + ", " + SECRET + ", allowRemoteTesting: 1",
        "rollups[0].engine.allowRemoteTesting: expected true or false");
  }

  @Test
  void refusesTheTestingNamespaceOfAnotherMachineUnlessAllowed() {
    String remote = URL + ", " + SECRET + ", testing: 'http://192.168.0.1:8545'";
    refuses(remote, "rollups[0].engine.testing: http://192.168.0.1:8545 is not on this machine");
    assertThat(read(remote + ", allowRemoteTesting: true").allowRemoteTesting()).isTrue();
    assertThat(read(URL + ", " + SECRET + ", testing: 'http://[::1]:8545'").testing())
        .isEqualTo(RpcUrl.parse("http://[::1]:8545"));
  }

  @Test
  void refusesASecretThatIsMissingOpenOrNone() throws IOException {
    refuses(URL + ", jwtSecret: absent", "rollups[0].engine.jwtSecret: " + base.resolve("absent"));
    Path open = base.resolve("open.hex");
    Files.writeString(open, "ab".repeat(32));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    refuses(URL + ", jwtSecret: open.hex", "is open to others than its owner");
    SecretFile.create(base.resolve("short.hex"), "ab".repeat(31));
    refuses(URL + ", jwtSecret: short.hex", "must hold 32 bytes as 64 hex digits");
  }

  @Test
  void theSectionAndTheClientNeedEachOther() {
    assertThatThrownBy(() -> parse("{chainId: 901, client: engine, rpc: 'http://127.0.0.1:8545'}"))
        .hasMessageContaining("rollups[0].client: engine needs the section \"engine\"");
    assertThatThrownBy(
            () ->
                parse(
                    "{chainId: 901, client: anvil, rpc: 'http://127.0.0.1:8545', engine: {"
                        + URL
                        + ", "
                        + SECRET
                        + "}}"))
        .hasMessageContaining("rollups[0].engine: this section needs client: engine, got anvil");
  }

  private void refuses(String engine, String message) {
    assertThatThrownBy(() -> read(engine))
        .as(engine)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private EngineConfig read(String engine) {
    EngineConfig config =
        parse(
                "{chainId: 901, client: engine, rpc: 'http://127.0.0.1:8545', engine: {"
                    + engine
                    + "}}")
            .engine();
    if (config == null) {
      throw new AssertionError("no engine");
    }
    return config;
  }

  private RollupConfig parse(String rollup) {
    return ConfigFile.parse("rollups:\n  - " + rollup + "\n", "braid.yaml", base)
        .rollups()
        .getFirst();
  }
}
