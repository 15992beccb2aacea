package dev.braid.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.protocol.types.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section {@code cluster}: what it means, and every reason to refuse it. */
class ClusterConfigTest {
  private static final String[] HOSTS = {"10.0.0.1", "10.0.0.2", "10.0.0.3"};

  @TempDir Path base;

  @BeforeEach
  void secret() throws IOException {
    SecretFile.create(base.resolve("cluster.secret"), "ab".repeat(32) + "\n");
  }

  @Test
  void namesTheMembersAndWhichOfThemThisNodeIs() throws IOException {
    NodeConfig config = parse(cluster("self: 10.0.0.2:5701", members(HOSTS)));
    ClusterConfig cluster = Objects.requireNonNull(config.cluster());
    assertThat(config.log().kind()).isEqualTo(LogConfig.Kind.HAZELCAST);
    assertThat(cluster.name()).isEqualTo("braid");
    assertThat(cluster.members()).hasSize(3);
    assertThat(cluster.own())
        .isEqualTo(
            new ClusterConfig.Member(
                Address.fromHex(address(2)), new HostPort("10.0.0.2", 5701), 5702));
    assertThat(cluster.secretFile()).isEqualTo(base.resolve("cluster.secret"));
    assertThat(SecretFile.read(cluster.secretFile())).hasSize(64);
  }

  @Test
  void aSoloNodeHasNoClusterAndAClusterNoSoloLog() {
    assertThat(parse("").cluster()).isNull();
    refuses("log: {kind: hazelcast}", "log.kind: hazelcast needs the section \"cluster\"");
    refuses(
        cluster("self: 10.0.0.1:5701", members(HOSTS)).replace("kind: hazelcast", "kind: solo"),
        "cluster: this section needs log.kind: hazelcast, got solo");
  }

  @Test
  void unknownAndMissingKeysAreRefusedByName() {
    refuses(cluster("selv: 10.0.0.1:5701", members(HOSTS)), "cluster.self: this key is required");
    refuses(
        cluster("self: 10.0.0.1:5701\n  secret: x", members(HOSTS)),
        "braid.yaml:4: cluster.secret: unknown key");
    refuses(
        cluster("self: 10.0.0.1:5701", members(HOSTS).replace("busPort", "busport")),
        "cluster.members[0].busPort: this key is required");
    refuses(
        cluster("self: 10.0.0.1:5701", members(HOSTS).replace("}", ", bus: 3}")),
        "cluster.members[0].bus: unknown key");
    refuses(
        cluster("self: 10.0.0.1:5701\n  name: a b", members(HOSTS)),
        "cluster.name: expected 1 to 64 letters");
  }

  @Test
  void aClusterHasThreeOrFiveMembersAndThisNodeIsOne() {
    refuses(
        cluster("self: 10.0.0.1:5701", members("10.0.0.1", "10.0.0.2")),
        "cluster.members: a cluster has 3 or 5 members, got 2");
    refuses(
        cluster("self: 10.0.0.1:5701", members("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4")),
        "cluster.members: a cluster has 3 or 5 members, got 4");
    refuses(
        cluster("self: 10.0.0.9:5701", members(HOSTS)),
        "braid.yaml:3: cluster.self: 10.0.0.9:5701 is the \"at\" of none of the members");
  }

  @Test
  void membersAreDistinct() {
    refuses(
        cluster("self: 10.0.0.1:5701", members(HOSTS).replace(address(3), address(1))),
        "cluster.members[2].address: two members have the same address");
    refuses(
        cluster("self: 10.0.0.1:5701", members("10.0.0.1", "10.0.0.1", "10.0.0.3")),
        "cluster.members[1].at: this place is taken: 10.0.0.1:5701");
    refuses(
        cluster("self: 10.0.0.1:5701", members(HOSTS).replace("busPort: 5702", "busPort: 5701")),
        "cluster.members[0].busPort: this place is taken: 10.0.0.1:5701");
  }

  @Test
  void aPlaceIsHostAndPort() {
    String members = members(HOSTS);
    refuses(cluster("self: 10.0.0.1", members), "cluster.self: expected host:port");
    refuses(cluster("self: 10.0.0.1:0", members), "cluster.self: expected host:port");
    refuses(cluster("self: '::1:5701'", members), "cluster.self: expected host:port");
    refuses(
        cluster("self: 0.0.0.0:5701", members.replace("10.0.0.1", "0.0.0.0")),
        "cluster.members[0].at: the other members cannot reach 0.0.0.0");
    refuses(
        cluster("self: 10.0.0.1:5701", members.replace("0x", "1x")),
        "cluster.members[0].address: expected an address");
    assertThat(HostPort.parse("[fd00::1]:5701").toString()).isEqualTo("[fd00::1]:5701");
  }

  @Test
  void publicAddressesNeedTheOperatorsWord() {
    String open = members("10.0.0.1", "10.0.0.2", "8.8.8.8");
    refuses(
        cluster("self: 10.0.0.1:5701", open),
        "cluster.members[2].at: 8.8.8.8 is neither loopback nor private");
    assertThat(parse(cluster("self: 10.0.0.1:5701\n  allowPublicAddress: true", open)).cluster())
        .isNotNull();
    for (String host :
        new String[] {"127.0.0.9", "192.168.3.4", "172.16.0.1", "100.64.1.1", "[fd00::1]"}) {
      assertThat(parse(cluster("self: 10.0.0.1:5701", members("10.0.0.1", "10.0.0.2", host))))
          .as(host)
          .isNotNull();
    }
    for (String host : new String[] {"172.32.0.1", "100.128.0.1", "[2001:db8::1]"}) {
      refuses(
          cluster("self: 10.0.0.1:5701", members("10.0.0.1", "10.0.0.2", host)),
          "neither loopback nor private");
    }
  }

  @Test
  void theSecretIsThereLongEnoughAndItsOwnersAlone() throws IOException {
    String yaml = cluster("self: 10.0.0.1:5701", members(HOSTS));
    Path file = base.resolve("cluster.secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    refuses(yaml, "cluster.secretFile: " + file + " is open to others");
    Files.delete(file);
    refuses(yaml, "cluster.secretFile: " + file + " is missing");
    SecretFile.create(file, "a".repeat(31) + "\n\n\n");
    refuses(yaml, "cluster.secretFile: " + file + " must hold 32 to 4096 bytes");
  }

  private static String address(int member) {
    return "0x" + ("0" + member).repeat(20);
  }

  private static String cluster(String keys, String members) {
    return "log: {kind: hazelcast}\ncluster:\n  " + keys + "\n  members:\n" + members;
  }

  private static String members(String... hosts) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < hosts.length; i++) {
      yaml.append("    - {address: '").append(address(i + 1)).append("', at: '").append(hosts[i]);
      yaml.append(":5701', busPort: 5702}\n");
    }
    return yaml.toString();
  }

  private void refuses(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml))
        .as(yaml)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private NodeConfig parse(String yaml) {
    return ConfigFile.parse(yaml, "braid.yaml", base);
  }
}
