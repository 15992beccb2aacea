package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigAccessor;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.config.cp.CPSubsystemConfig;
import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.Reach;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** Hazelcast's configuration: each value that is not its default stands here with its reason. */
final class MemberConfiguration {
  /** Bounds a Raft leader's entries that no majority has; above the appends in flight. */
  static final int MAX_UNCOMMITTED_ENTRIES = 64;

  /** So many entries stay in every member's heap, and are read at a restart. */
  static final int ENTRIES_PER_SNAPSHOT = 1000;

  private static final int HEARTBEAT_MILLIS = 400;
  private static final int MISSED_HEARTBEATS = 4;
  private static final int ELECTION_TIMEOUT_MILLIS = 400;
  private static final int CONNECT_TIMEOUT_SECONDS = 1;

  private MemberConfiguration() {}

  /**
   * @throws MemberRefusedException when the member's own address may not or cannot be used
   */
  static Config of(MemberSettings settings, MemberParts parts) {
    Config config = new Config();
    config.setClusterName(settings.clusterName());
    network(config.getAdvancedNetworkConfig(), settings);
    cp(config.getCPSubsystemConfig(), settings.members().size());
    vertx(config);
    properties(config);
    config.getMetricsConfig().setEnabled(false);
    // Which classes may be deserialised by Java's own serialisation: Hazelcast's and the JDK's.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    parts.factories().forEach(config.getSerializationConfig()::addDataSerializableFactory);
    parts.services().forEach(ConfigAccessor.getServicesConfig(config)::addServiceConfig);
    return config;
  }

  /** One address, one port, one protocol: that between members. */
  private static void network(AdvancedNetworkConfig network, MemberSettings settings) {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(settings.self().port()).setPortAutoIncrement(false).setReuseAddress(true);
    endpoint.setSocketConnectTimeoutSeconds(CONNECT_TIMEOUT_SECONDS);
    endpoint.setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(true));
    network.setEnabled(true).setMemberEndpointConfig(endpoint);
    network
        .getMemberAddressProviderConfig()
        .setEnabled(true)
        .setImplementation(new OneAddress(ownAddress(settings)));
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .setConnectionTimeoutSeconds(CONNECT_TIMEOUT_SECONDS)
        .setMembers(settings.members().stream().map(HostPort::toString).toList());
  }

  private static void cp(CPSubsystemConfig cp, int members) {
    cp.setCPMemberCount(members).setGroupSize(members);
    // Ours persists; Hazelcast's own flag asks for a licence. With it off, a missing member would
    // be removed after hours: never.
    cp.setPersistenceEnabled(false).setMissingCPMemberAutoRemovalSeconds(0);
    // The defaults (5000, 5, 2000) cost 25 s on a leader that hangs.
    cp.getRaftAlgorithmConfig()
        .setLeaderHeartbeatPeriodInMillis(HEARTBEAT_MILLIS)
        .setMaxMissedLeaderHeartbeatCount(MISSED_HEARTBEATS)
        .setLeaderElectionTimeoutInMillis(ELECTION_TIMEOUT_MILLIS)
        .setCommitIndexAdvanceCountToSnapshot(ENTRIES_PER_SNAPSHOT)
        .setUncommittedEntryCountToRejectNewAppends(MAX_UNCOMMITTED_ENTRIES);
  }

  /** What Vert.x's cluster manager expects, and what it would else load from a file. */
  private static void vertx(Config config) {
    config.getMemberAttributeConfig().setAttribute("__vertx.nodeId", UUID.randomUUID().toString());
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  private static void properties(Config config) {
    config.setProperty("hazelcast.logging.type", "slf4j");
    // Leaders would else be moved every 60 s.
    config.setProperty("hazelcast.raft.leadership.rebalance.period", "1000000000");
    // When a process that hangs leaves the cluster and Vert.x; Raft does not wait for it.
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "20");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
    // A cluster forms in 1 to 2 s instead of 10, and halves that formed apart join again soon.
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "10");
    // A start beside a peer that is half cut off would else block for up to 120 s.
    config.setProperty("hazelcast.connect.all.wait.seconds", "10");
    // One address and no other, in both directions; no calls home; a shut-down in our own order.
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.socket.client.bind.any", "false");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
  }

  private static InetSocketAddress ownAddress(MemberSettings settings) {
    InetAddress address;
    try {
      address = InetAddress.getByName(settings.self().host());
    } catch (UnknownHostException e) {
      throw new MemberRefusedException(
          Reason.BAD_SETTINGS, "the host of " + settings.self() + " is not known", e);
    }
    if (!settings.allowPublicAddress() && Reach.isPublic(address)) {
      throw new MemberRefusedException(
          Reason.PUBLIC_ADDRESS,
          settings.self()
              + " is neither a loopback nor a private address. What members say to each other is"
              + " not encrypted: use a private network, or allow it in the configuration");
    }
    return new InetSocketAddress(address, settings.self().port());
  }
}
