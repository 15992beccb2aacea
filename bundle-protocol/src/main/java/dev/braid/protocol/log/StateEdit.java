package dev.braid.protocol.log;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import org.pcollections.PSortedMap;

/** A successor of a state in the making: shares with it what it does not change. */
final class StateEdit {
  NetworkId networkId;
  NetworkParameters parameters;
  long memberSetHeight;
  long parametersHeight;
  long height;
  BatchHash headHash;
  long term;
  Address leader;
  long timeMillis;
  PSortedMap<ChainId, RollupState> rollups;
  PSortedMap<BundleId, InDoubtBundle> inDoubt;
  OrdinaryIndex ordinaries;
  private PSortedMap<Position, PendingBundle> pending;
  private PSortedMap<BundleId, Position> pendingPositions;
  private long pendingBytes;

  StateEdit(State state) {
    networkId = state.networkId();
    parameters = state.parameters();
    memberSetHeight = state.memberSetHeight();
    parametersHeight = state.parametersHeight();
    height = state.height();
    headHash = state.headHash();
    term = state.term();
    leader = state.leader();
    timeMillis = state.timeMillis();
    rollups = state.rollups();
    inDoubt = state.inDoubt();
    ordinaries = state.ordinaries();
    pending = state.pending();
    pendingPositions = state.pendingPositions();
    pendingBytes = state.pendingBytes();
  }

  StateEdit addPending(PendingBundle bundle) {
    pending = pending.plus(bundle.position(), bundle);
    pendingPositions = pendingPositions.plus(bundle.id(), bundle.position());
    pendingBytes += bundle.bytes();
    return this;
  }

  StateEdit removePending(PendingBundle bundle) {
    pending = pending.minus(bundle.position());
    pendingPositions = pendingPositions.minus(bundle.id());
    pendingBytes -= bundle.bytes();
    return this;
  }

  /** A pending bundle ended without a block. */
  StateEdit end(PendingBundle bundle) {
    ordinaries = ordinaries.minus(bundle.id());
    return removePending(bundle);
  }

  /** A decided bundle is finished: all its rollups adopted, or it is damaged. */
  void settle(BundleId id) {
    ordinaries = ordinaries.minus(id);
    inDoubt = inDoubt.minus(id);
  }

  /** Makes the parameters' list of rollups again: those that take bundles, ascending. */
  StateEdit listActiveRollups() {
    List<RollupDefinition> active = new ArrayList<>();
    for (RollupState rollup : rollups.values()) {
      if (rollup.status().takesBundles()) {
        active.add(rollup.definition());
      }
    }
    parameters =
        new NetworkParameters(
            parameters.rulesVersion(),
            parameters.limits(),
            parameters.quorum(),
            parameters.members(),
            active);
    return this;
  }

  int pendingCount() {
    return pending.size();
  }

  long pendingBytes() {
    return pendingBytes;
  }

  State build() {
    return new State(
        networkId,
        parameters,
        memberSetHeight,
        parametersHeight,
        height,
        headHash,
        term,
        leader,
        timeMillis,
        rollups,
        pending,
        pendingPositions,
        inDoubt,
        pendingBytes,
        ordinaries);
  }
}
