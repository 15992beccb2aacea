package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The ledger of a cluster's member over a store that is open: recovered, ready to take what the log
 * hands over and to answer other members. Has no threads of its own.
 */
public final class ClusterLedger {
  private final Ledger ledger;
  private final LedgerDesk desk;

  /**
   * What it needs.
   *
   * @param members as they are configured, this one among them
   * @param checkpointEvery batches between two checkpoints
   * @param checkpointWriter where states are encoded and written
   * @param readers where the store is read for other members
   * @param loop on which the ledger runs
   */
  public record Parts(
      Log rules,
      Certifier certifier,
      List<Address> members,
      int checkpointEvery,
      Executor checkpointWriter,
      Executor readers,
      Loop loop,
      Peers peers) {
    public Parts {
      members = List.copyOf(members);
    }
  }

  private ClusterLedger(Ledger ledger, LedgerDesk desk) {
    this.ledger = ledger;
    this.desk = desk;
  }

  /**
   * Recovers what the store holds. Blocks while it is checked and replayed; called before the loop
   * runs anything of it.
   *
   * @throws StoreException when the store is damaged, of another network, of other members or of a
   *     single node, or when this member's key is none of the members'
   */
  public static ClusterLedger open(BatchStore store, Parts parts) {
    Address self = parts.certifier().member();
    if (!parts.members().contains(self)) {
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          "the key here is that of " + self + ", the members are " + parts.members());
    }
    store.appendRule(); // the chain of hashes, no height missing
    BatchApplier applier = new BatchApplier(parts.rules());
    State kept = Checkpoints.load(store);
    State from = kept == null ? State.empty() : kept;
    checkMembers(store, from, parts);
    OpenRows rows = new OpenRows(store);
    Recovery.Result recovered = new Recovery(store, applier, rows).replay(from);
    checkMembers(store, recovered.applied(), parts);
    SignedHeights heights = SignedHeights.load(store);
    heights.check(store, self);
    long below = recovered.applied().height() + 1;
    store.write(store.begin().noLongerWaiting(0, below), false);
    Ledger ledger =
        Ledger.of(
            new LedgerParts(
                store,
                applier,
                parts.certifier(),
                new Checkpoints(
                    store, parts.checkpointEvery(), from.height(), parts.checkpointWriter()),
                rows,
                heights,
                recovered),
            new ClusterLinks(parts.loop(), parts.peers(), parts.members()));
    return new ClusterLedger(ledger, new LedgerDesk(store, ledger, parts.loop(), parts.readers()));
  }

  private static void checkMembers(BatchStore store, State state, Parts parts) {
    if (state.isEmpty()) {
      return;
    }
    List<Address> members = state.parameters().members();
    if (!Set.copyOf(members).equals(Set.copyOf(parts.members()))) {
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          store.name()
              + " belongs to network "
              + state.networkId()
              + " with the members "
              + members
              + ", this node is configured with "
              + parts.members());
    }
  }

  /** Its {@link TakenBatches} are called on the loop alone. */
  public Ledger ledger() {
    return ledger;
  }

  /** Answers other members from now on. */
  public void serve(PeerDesk desk) {
    this.desk.serve(desk);
  }

  /**
   * Signs from now on, first what the store holds. Called on the loop, when no other member has
   * seen this one sign more than it holds (OLD_DATA).
   */
  public void start() {
    ledger.start();
  }
}
