package dev.braid.coordinator.devnet;

import dev.braid.coordinator.config.SecretFile;
import dev.braid.coordinator.node.MemberKey;
import dev.braid.protocol.crypto.Secp256k1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * What the nodes read: their configurations, written at each start, and for a cluster the members'
 * keys and their common secret, made once.
 */
final class NodeFiles {
  private static final int SECRET_BYTES = 32;

  private final DevnetOptions options;
  private final List<NodeSite> sites;
  private final Secp256k1 curve;

  NodeFiles(DevnetOptions options, Secp256k1 curve) {
    this.options = options;
    this.sites = options.sites();
    this.curve = curve;
  }

  void write(List<Rollup> rollups) {
    try {
      String members = options.isCluster() ? members() : "";
      for (NodeSite site : sites) {
        Files.createDirectories(site.home());
        Files.writeString(
            site.configuration(), common(site) + own(site, members) + rollups(rollups));
      }
    } catch (IOException e) {
      throw new DevnetException("cannot write the nodes' files: " + e.getMessage(), e);
    }
  }

  private static String common(NodeSite site) {
    return """
    # Written by ./braid devnet at each start.
    node: {dataDir: data}
    http: {port: %d, corsOrigins: ["*"]}
    admin: {port: %d}
    """
        .formatted(site.port(), site.adminPort());
  }

  /** A cluster's members: makes the keys and the secret where they are missing. */
  private String members() throws IOException {
    Path secret = secretFile();
    if (!Files.exists(secret)) {
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      SecretFile.create(secret, HexFormat.of().formatHex(random) + "\n");
    }
    StringBuilder yaml = new StringBuilder("  members:\n");
    for (NodeSite site : sites) {
      Path key = site.keyFile();
      var member = Files.exists(key) ? MemberKey.load(key) : MemberKey.create(key);
      yaml.append("    - {address: \"").append(curve.address(member).toHex());
      yaml.append("\", at: \"").append(at(site));
      yaml.append("\", busPort: ").append(site.busPort()).append("}\n");
    }
    return yaml.toString();
  }

  private Path secretFile() {
    return options.directory().toAbsolutePath().normalize().resolve("cluster.secret");
  }

  private static String at(NodeSite site) {
    return NodeSite.HOST + ":" + site.memberPort();
  }

  private String own(NodeSite site, String members) {
    return members.isEmpty()
        ? ""
        : """
        log: {kind: hazelcast}
        cluster:
          name: devnet
          secretFile: ../cluster.secret
          self: "%s"
        """
                .formatted(at(site))
            + members;
  }

  private static String rollups(List<Rollup> rollups) {
    StringBuilder yaml = new StringBuilder("rollups:\n");
    for (Rollup rollup : rollups) {
      yaml.append("  - {chainId: ").append(rollup.chainId());
      yaml.append(", name: rollup-").append(rollup.chainId());
      Rollup.Access access = rollup.access();
      yaml.append(access == null ? ", client: anvil" : ", client: engine");
      yaml.append(", rpc: \"").append(rollup.address()).append("\"");
      if (access != null) {
        yaml.append(", engine: {url: \"").append(access.address());
        yaml.append("\", jwtSecret: \"").append(access.jwtSecret()).append("\"}");
      }
      yaml.append("}\n");
    }
    return yaml.toString();
  }
}
