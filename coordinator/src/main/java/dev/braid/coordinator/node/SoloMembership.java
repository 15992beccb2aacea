package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.log.Ledger;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.SoloNodeLog;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.types.Address;
import io.vertx.core.Vertx;
import java.util.List;

/** One node: its disk alone keeps the log. */
record SoloMembership(Address member, SoloNodeLog nodeLog, PeerDesk desk, Vertx vertx)
    implements Membership {
  SoloMembership(Address member, SoloNodeLog nodeLog) {
    this(member, nodeLog, new PeerDesk(), Vertx.vertx());
  }

  @Override
  public Ledger ledger() {
    return nodeLog.ledger();
  }

  @Override
  public ReplicatedLog log() {
    return nodeLog.log();
  }

  @Override
  public Peers peers() {
    return Peers.none(member);
  }

  @Override
  public Genesis genesis() {
    return Networks.begin(List.of(member));
  }

  @Override
  public void close() {
    Waiting.until("vertx", vertx.close());
    nodeLog.close();
  }
}
