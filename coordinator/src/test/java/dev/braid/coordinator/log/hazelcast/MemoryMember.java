package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigAccessor;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServiceConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.internal.RaftGroupId;
import dev.braid.coordinator.config.HostPort;
import dev.braid.protocol.types.Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** A member in this process whose Raft node has no disk: what it appends counts as flushed. */
final class MemoryMember implements AutoCloseable {
  private final HazelcastInstance hazelcast;
  private final RecordedBatches batches = new RecordedBatches();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final LogService service = new LogService(batches, failure::set);
  private final MemberAddresses addresses;
  private final ClusterLog log;

  private MemoryMember(String cluster, MemberAddresses addresses, int snapshotEvery) {
    this.addresses = addresses;
    this.hazelcast =
        Hazelcast.newHazelcastInstance(config(cluster, addresses, service, snapshotEvery));
    service.flushed(new RaftGroupId(LogService.GROUP, 0, 0), Long.MAX_VALUE);
    this.log = new ClusterLog(hazelcast, service, addresses);
  }

  /** Three that know each other. */
  static List<MemoryMember> three(int snapshotEvery) throws Exception {
    String cluster = "test-" + ThreadLocalRandom.current().nextLong();
    Map<Address, HostPort> places = new LinkedHashMap<>();
    for (int i = 1; i <= 3; i++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        places.put(address(i), new HostPort("127.0.0.1", socket.getLocalPort()));
      }
    }
    List<MemoryMember> members = new ArrayList<>();
    for (Address self : places.keySet()) {
      members.add(new MemoryMember(cluster, new MemberAddresses(self, places), snapshotEvery));
    }
    return members;
  }

  private static Address address(int number) {
    return Address.fromHex("0x" + String.format("%040x", number));
  }

  static Config config(
      String cluster, MemberAddresses addresses, LogService service, int snapshotEvery) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.raft.leadership.rebalance.period", "1000000");
    HostPort self = java.util.Objects.requireNonNull(addresses.place(addresses.self()));
    config.getNetworkConfig().setPort(self.port()).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(self.host());
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
    join.getTcpIpConfig().addMember(self.toString());
    for (Address other : addresses.others()) {
      join.getTcpIpConfig().addMember(String.valueOf(addresses.place(other)));
    }
    var cp = config.getCPSubsystemConfig().setCPMemberCount(3).setGroupSize(3);
    cp.getRaftAlgorithmConfig()
        .setLeaderHeartbeatPeriodInMillis(400)
        .setMaxMissedLeaderHeartbeatCount(4)
        .setLeaderElectionTimeoutInMillis(400)
        .setCommitIndexAdvanceCountToSnapshot(snapshotEvery)
        .setUncommittedEntryCountToRejectNewAppends(64);
    LogOps.register(config.getSerializationConfig());
    ConfigAccessor.getServicesConfig(config)
        .addServiceConfig(
            new ServiceConfig()
                .setEnabled(true)
                .setName(LogService.NAME)
                .setImplementation(service));
    return config;
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  RecordedBatches batches() {
    return batches;
  }

  LogService service() {
    return service;
  }

  ClusterLog log() {
    return log;
  }

  Address address() {
    return addresses.self();
  }

  @Override
  public void close() {
    log.close();
    hazelcast.getLifecycleService().terminate();
  }
}
