package dev.braid.coordinator.simulation;

import static dev.braid.coordinator.simulation.SimChecks.that;

import dev.braid.coordinator.log.LedgerReader;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster with clients and engines under faults, then healed, which must come to an end
 * (L1). Every guarantee is checked when something happens that could break it, and at the end.
 */
final class Simulation {
  private static final long HEALED_MILLIS = 40_000;
  private static final int MOST_EVENTS = 2_000_000;

  final long seed;
  final SimParts parts;
  final Secp256k1 curve;
  final Log rules;
  final SimWorld world;
  final SimPlan plan;
  final SimNetwork network;
  final SimRaft raft;
  final SimOracle oracle;
  final SimAudit audit;
  final List<SimEngineCalls> engines = new ArrayList<>();
  final List<SimNode> nodes = new ArrayList<>();
  private final SimFaults faults;
  private boolean healed;

  Simulation(long seed, SimParts parts, Secp256k1 curve) {
    this.seed = seed;
    this.parts = parts;
    this.curve = curve;
    this.rules = new Log(curve);
    this.world = new SimWorld(seed);
    this.plan = new SimPlan(seed, curve);
    this.network = new SimNetwork(world);
    this.oracle = new SimOracle(rules);
    this.raft = new SimRaft(world, network, plan.members.size(), parts.step(), oracle::committed);
    for (int i = 0; i < plan.members.size(); i++) {
      nodes.add(new SimNode(this, i));
    }
    this.audit =
        new SimAudit(
            oracle, raft, nodes.stream().map(node -> node.disk).toList(), curve, plan.members);
    plan.engines.forEach(engine -> engines.add(new SimEngineCalls(world, engine)));
    this.faults = new SimFaults(this);
  }

  /**
   * @throws AssertionError with the seed first, then what broke, then what happened before
   */
  void run() {
    SimChecks.begin();
    try {
      nodes.forEach(SimNode::start);
      new SimClients(world, curve, plan, nodes, audit).start();
      faults.start();
      world.afterMillis(SimPlan.FAULT_MILLIS, this::heal);
      int events = 0;
      long end = SimPlan.FAULT_MILLIS + HEALED_MILLIS;
      while (world.step(end) && !(healed && events % 64 == 0 && isAtRest())) {
        SimChecks.rethrow();
        that(++events < MOST_EVENTS, "L1: the cluster does not come to rest");
      }
      atEnd();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed "
              + seed
              + ": "
              + e
              + "\n"
              + world.tail(Integer.getInteger("braid.cluster.tail", 120)),
          e);
    }
  }

  private void heal() {
    world.note("world", "healed");
    faults.heal();
    healed = true;
  }

  /** Nothing is left to do, and everybody knows. */
  private boolean isAtRest() {
    if (world.elapsedMillis() < plan.lastArrivalMillis() + 3_000
        || oracle.unended() > 0
        || oracle.state().rollups().values().stream().anyMatch(rollup -> rollup.isInDoubt())) {
      return false;
    }
    for (SimNode node : nodes) {
      SimNode.Life life = node.life();
      if (life == null || life.ledger().certifiedHeight() < oracle.height()) {
        return false;
      }
    }
    return engines.stream()
        .allMatch(
            calls ->
                calls.engine.chain().size() == oracle.decided(calls.engine.chainId).size() + 1);
  }

  private void atEnd() {
    world.count("heights " + (oracle.height() / 20 * 20) + "+");
    that(oracle.height() > 0, "L1: no progress at all");
    for (BundleRecord bundle : oracle.bundles().values()) {
      that(
          SimOracle.isFinal(bundle.state()),
          "L1: bundle " + bundle.id() + " is " + bundle.state() + " at the end");
      world.count("bundle " + bundle.state());
    }
    for (SimNode node : nodes) {
      SimNode.Life life = node.life();
      that(life != null, "L1: member " + node.index + " is not back");
      if (life != null) {
        sameAsTheTruth(node.index, life.ledger());
      }
    }
    audit.rollupsAtEnd(plan.engines);
  }

  private void sameAsTheTruth(int member, LedgerReader ledger) {
    that(
        ledger.certifiedHeight() == oracle.height(),
        "L1: member "
            + member
            + " stands at "
            + ledger.certifiedHeight()
            + ", the log at "
            + oracle.height());
    for (Map.Entry<BundleId, BundleRecord> truth : oracle.bundles().entrySet()) {
      BundleRecord record = ledger.bundle(truth.getKey());
      that(
          truth.getValue().equals(record),
          "O2: member " + member + " says " + record + " of a bundle that is " + truth.getValue());
    }
    audit
        .told()
        .forEach(
            (id, cursor) -> {
              BundleRecord record = ledger.bundle(id);
              that(
                  record != null && record.position().equals(cursor),
                  "D2: member " + member + " lost the receipt of " + id);
            });
    for (long height = 0; height <= oracle.height(); height++) {
      LedgerReader.CertifiedRow row = ledger.batch(height);
      that(
          row != null && row.stored().header().hash().equals(oracle.hash(height)),
          "O1: member " + member + " has another batch at height " + height);
    }
  }

  @Nullable SimPeers peersOf(int member) {
    SimNode.Life life = nodes.get(member).life();
    return life == null ? null : life.peers();
  }

  @Nullable SimBus busOf(Address member) {
    SimNode.Life life = nodes.get(plan.members.indexOf(member)).life();
    return life == null ? null : life.bus();
  }

  boolean isHealed() {
    return healed;
  }
}
