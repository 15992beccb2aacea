package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.log.Ledger;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.peer.Peers;
import io.vertx.core.Vertx;

/** How a node keeps its log: alone, or with the other members of a cluster. */
interface Membership extends AutoCloseable {
  Ledger ledger();

  ReplicatedLog log();

  Peers peers();

  /** Where this node's parts say what they answer to other members. */
  PeerDesk desk();

  /** The event bus that reaches every member's batcher and rounds. */
  Vertx vertx();

  /** How to begin an empty log. */
  Genesis genesis();

  @Override
  void close();
}
