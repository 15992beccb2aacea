package dev.braid.coordinator.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.config.ClusterConfig;
import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.EngineConfig;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.RollupConfig;
import dev.braid.coordinator.config.RpcUrl;
import dev.braid.coordinator.config.SecretFile;
import dev.braid.coordinator.node.MemberKey;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.ChainId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceTest {
  private static final List<Rollup> ROLLUPS =
      List.of(new Rollup(new ChainId(901), Engine.ANVIL, 9545, 1, null));

  @TempDir Path directory;

  @Test
  void aClustersNodesAgreeOnTheirMembersAndKeepTheirKeys() {
    List<NodeConfig> first = write(3);
    List<NodeConfig> again = write(3);
    for (int i = 0; i < 3; i++) {
      NodeConfig config = first.get(i);
      ClusterConfig cluster = Objects.requireNonNull(config.cluster());
      assertThat(config).isEqualTo(again.get(i));
      assertThat(config.http().port()).isEqualTo(20_000 + 10 * i);
      assertThat(config.admin().port()).isEqualTo(20_001 + 10 * i);
      assertThat(cluster.own().at().port()).isEqualTo(20_002 + 10 * i);
      assertThat(cluster.own().busPort()).isEqualTo(20_003 + 10 * i);
      assertThat(cluster.own().address())
          .isEqualTo(Accounts.CURVE.address(MemberKey.load(config.node().memberKeyFile())));
      assertThat(cluster.members())
          .isEqualTo(Objects.requireNonNull(first.getFirst().cluster()).members());
    }
  }

  @Test
  void aNodeOfItsOwnStandsInTheDirectoryItself() {
    NodeConfig config = write(1).getFirst();
    assertThat(config.cluster()).isNull();
    assertThat(config.node().dataDir()).isEqualTo(directory.resolve("data"));
  }

  @Test
  void aLogKeepsItsMembers() throws IOException {
    int port = freeBlock();
    Workspace.open(options(3, port)).close();
    Workspace.open(options(3, port)).close();
    assertThatThrownBy(() -> Workspace.open(options(1, port)))
        .isInstanceOf(DevnetException.class)
        .hasMessageContaining("was made with --nodes 3")
        .hasMessageContaining("another --dir");
  }

  @Test
  void aDirectoryOfAnOlderDevnetHasOneNode() throws IOException {
    Files.createDirectories(directory.resolve("data"));
    int port = freeBlock();
    assertThatThrownBy(() -> Workspace.open(options(3, port)))
        .hasMessageContaining("was made with --nodes 1");
    try (Workspace workspace = Workspace.open(options(1, port))) {
      assertThat(workspace.isFormed()).isTrue();
    }
  }

  @Test
  void portsThatMeetAreRefused() {
    DevnetOptions options =
        new DevnetOptions(
            directory, 3, 2, List.of(Engine.ANVIL), 20_000, 20_010, 20_002, 9545, 9645, true);
    assertThatThrownBy(() -> Workspace.open(options))
        .hasMessageContaining("port 20010 is wanted twice")
        .hasMessageContaining("--admin-port");
  }

  @Test
  void aRollupKeepsItsEngine() throws IOException {
    int port = freeBlock();
    Workspace.open(options(1, port, List.of(Engine.GETH, Engine.ANVIL))).close();
    Workspace.open(options(1, port, List.of(Engine.GETH, Engine.ANVIL))).close();
    assertThatThrownBy(() -> Workspace.open(options(1, port, List.of(Engine.GETH))))
        .isInstanceOf(DevnetException.class)
        .hasMessageContaining("start with --engine geth,anvil");
  }

  @Test
  void theRollupsOfAnOlderDevnetAreAnvils() throws IOException {
    Files.writeString(directory.resolve("rollups"), "2\n");
    int port = freeBlock();
    assertThatThrownBy(() -> Workspace.open(options(1, port, List.of(Engine.GETH))))
        .hasMessageContaining("was made with rollups on anvil,anvil");
    Workspace.open(options(1, port)).close();
  }

  @Test
  void aRollupOnGethIsDrivenThroughItsEngineApi() throws IOException {
    Path secret = directory.resolve("rollup-901/jwt.hex");
    SecretFile.create(secret, "ab".repeat(32));
    Rollup rollup =
        new Rollup(new ChainId(901), Engine.GETH, 9545, 1, new Rollup.Access(9645, secret));
    DevnetOptions options = options(1, 20_000);
    new NodeFiles(options, Accounts.CURVE).write(List.of(rollup));
    RollupConfig config =
        ConfigFile.load(options.sites().getFirst().configuration()).rollups().getFirst();
    assertThat(config.client()).isEqualTo(RollupConfig.Client.ENGINE);
    assertThat(config.engine())
        .isEqualTo(
            new EngineConfig(
                RpcUrl.parse("http://127.0.0.1:9645"),
                secret,
                RpcUrl.parse("http://127.0.0.1:9545"),
                false));
  }

  private List<NodeConfig> write(int nodes) {
    DevnetOptions options = options(nodes, 20_000);
    new NodeFiles(options, Accounts.CURVE).write(ROLLUPS);
    return options.sites().stream().map(site -> ConfigFile.load(site.configuration())).toList();
  }

  private DevnetOptions options(int nodes, int port) {
    return options(nodes, port, List.of(Engine.ANVIL));
  }

  private DevnetOptions options(int nodes, int port, List<Engine> engines) {
    return new DevnetOptions(
        directory, nodes, 2, engines, port, port + 1, port + 2, port + 4, port + 6, true);
  }

  /** First of 24 ports in a row that were free a moment ago. */
  private static int freeBlock() throws IOException {
    for (int port = 21_000; port < 60_000; port += 24) {
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free ports");
  }

  private static boolean isFree(int first) {
    for (int i = 0; i < 24; i++) {
      try (ServerSocket socket = new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress())) {
        socket.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
