package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.config.ClusterConfig;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.SecretFile;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.Certifier;
import dev.braid.coordinator.log.ClusterNodeLog;
import dev.braid.coordinator.log.Ledger;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.hazelcast.ClusterLog;
import dev.braid.coordinator.log.hazelcast.HazelcastMember;
import dev.braid.coordinator.log.hazelcast.HazelcastPeers;
import dev.braid.coordinator.log.hazelcast.LogParts;
import dev.braid.coordinator.log.hazelcast.LogService;
import dev.braid.coordinator.log.hazelcast.MemberAddresses;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException;
import dev.braid.coordinator.log.hazelcast.MemberSettings;
import dev.braid.coordinator.log.hazelcast.OldDataCheck;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.types.Address;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A member of a cluster: store and ledger, Hazelcast with the replicated log, the event bus. */
final class ClusterMembership implements Membership {
  private final Parts parts;
  private final ClusterNodeLog nodeLog;
  private final ClusterLog log;
  private final Peers peers;
  private final PeerDesk desk;
  private final Vertx vertx;
  private final List<Address> members;

  private ClusterMembership(
      Parts parts,
      ClusterNodeLog nodeLog,
      ClusterLog log,
      Peers peers,
      PeerDesk desk,
      Vertx vertx,
      List<Address> members) {
    this.parts = parts;
    this.nodeLog = nodeLog;
    this.log = log;
    this.peers = peers;
    this.desk = desk;
    this.vertx = vertx;
    this.members = members;
  }

  /**
   * Joins the cluster; returns when this member takes part, whether or not a majority is there.
   *
   * @param onFailure told when this member can no longer keep its log: the node must stop
   * @throws StartRefused when it must not or cannot start, with the reason
   */
  static ClusterMembership open(
      NodeConfig config,
      ClusterConfig cluster,
      StartMode mode,
      Log rules,
      Certifier certifier,
      Consumer<Throwable> onFailure) {
    Parts parts = new Parts();
    try {
      return open(parts, config, cluster, mode, rules, certifier, onFailure);
    } catch (MemberRefusedException e) {
      parts.close();
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static ClusterMembership open(
      Parts parts,
      NodeConfig config,
      ClusterConfig cluster,
      StartMode mode,
      Log rules,
      Certifier certifier,
      Consumer<Throwable> onFailure) {
    List<Address> members = cluster.members().stream().map(ClusterConfig.Member::address).toList();
    Path data = config.node().dataDir();
    MemberAddresses addresses = MemberAddresses.of(cluster);
    HazelcastPeers peers = new HazelcastPeers(addresses);
    ClusterNodeLog nodeLog =
        parts.keep(
            ClusterNodeLog.open(
                data.resolve("log"),
                rules,
                certifier,
                members,
                config.log().checkpointEvery(),
                peers,
                onFailure));
    PeerDesk desk = new PeerDesk();
    nodeLog.serve(desk);
    // Before the start: members that start at once ask each other whether their data is old.
    peers.serve(desk);
    LogService service = new LogService(nodeLog.taken(), onFailure);
    HazelcastMember hazelcast =
        parts.keep(
            HazelcastMember.start(
                settings(cluster),
                data.resolve("raft"),
                mode,
                !nodeLog.storeHead().isEmpty(),
                LogParts.of(
                    service,
                    peers,
                    new OldDataCheck(peers, nodeLog.storeHead().height()),
                    onFailure)));
    ClusterLog log = parts.keep(new ClusterLog(hazelcast, service, addresses));
    nodeLog.start();
    ClusterConfig.Member own = cluster.own();
    Vertx vertx =
        Waiting.until(
            "event bus",
            Vertx.builder()
                .with(
                    new VertxOptions()
                        .setEventBusOptions(
                            new EventBusOptions().setHost(own.at().host()).setPort(own.busPort())))
                .withClusterManager(new HazelcastClusterManager(hazelcast.instance()))
                .buildClustered());
    parts.keep(() -> Waiting.until("vertx", vertx.close()));
    return new ClusterMembership(parts, nodeLog, log, peers, desk, vertx, members);
  }

  private static MemberSettings settings(ClusterConfig cluster) {
    try {
      return new MemberSettings(
          cluster.name(),
          SecretFile.read(cluster.secretFile()),
          cluster.self(),
          cluster.members().stream().map(ClusterConfig.Member::at).toList(),
          cluster.allowPublicAddress());
    } catch (IOException e) {
      throw new StartRefused("cluster.secretFile " + cluster.secretFile() + ": " + e, e);
    }
  }

  @Override
  public Ledger ledger() {
    return nodeLog.ledger();
  }

  @Override
  public ReplicatedLog log() {
    return log;
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public PeerDesk desk() {
    return desk;
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public Genesis genesis() {
    return Networks.begin(members);
  }

  @Override
  public void close() {
    parts.close();
  }
}
