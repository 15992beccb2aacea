package dev.braid.coordinator.simulation;

import java.util.List;

/** What goes wrong, drawn from the seed, until all is healed. */
final class SimFaults {
  private final Simulation simulation;
  private final SimWorld world;
  private boolean healed;

  SimFaults(Simulation simulation) {
    this.simulation = simulation;
    this.world = simulation.world;
  }

  void start() {
    simulation.network.rough(simulation.plan.lost, simulation.plan.slow);
    simulation.raft.rough(simulation.plan.upsets);
    simulation.engines.forEach(engine -> engine.rough(simulation.plan.engineRough));
    if (!simulation.plan.calm) {
      next();
    }
  }

  private void next() {
    world.afterMillis(
        1 + world.below(2 * simulation.plan.faultEveryMillis),
        () -> {
          if (!healed) {
            fault();
            next();
          }
        });
  }

  void heal() {
    healed = true;
    simulation.network.healAll();
    simulation.network.rough(0, 0);
    simulation.raft.rough(0);
    simulation.engines.forEach(
        engine -> {
          engine.rough(0);
          engine.up();
        });
    simulation.nodes.forEach(SimNode::heal);
  }

  private void fault() {
    int kind = world.below(100);
    if (kind < 22) {
      kill(victim(), false);
    } else if (kind < 36) {
      kill(victim(), true);
    } else if (kind < 42) {
      boolean machines = world.below(2) == 0;
      world.count("all killed");
      simulation.nodes.forEach(node -> kill(node, machines));
    } else if (kind < 58) {
      pause(victim());
    } else if (kind < 76) {
      partition();
    } else if (kind < 84) {
      SimNode node = victim();
      SimNode.Life life = node.life();
      if (life != null) {
        life.log().handOver("for a change");
      }
    } else if (kind < 94) {
      SimEngineCalls engine = world.oneOf(simulation.engines);
      world.count("engine down");
      world.note("rollup " + engine.engine.chainId, "down");
      engine.down(world.between(100, 3_000));
    } else {
      SimEngineCalls engine = world.oneOf(simulation.engines);
      int count = world.below(3) == 0 ? Integer.MAX_VALUE / 2 : 1 + world.below(2);
      world.count("engine forgets");
      world.note("rollup " + engine.engine.chainId, "forgets " + count);
      engine.engine.forget(Math.min(count, engine.engine.chain().size()));
    }
  }

  /** The leader more often than its share. */
  private SimNode victim() {
    int leader = simulation.raft.leader();
    return leader >= 0 && world.below(2) == 0
        ? simulation.nodes.get(leader)
        : world.oneOf(simulation.nodes);
  }

  private void kill(SimNode node, boolean machine) {
    if (node.life() == null) {
      return;
    }
    world.count(machine ? "machine crash" : "process kill");
    node.kill(machine);
    world.afterMillis(world.between(200, 3_000), node::startIfDead);
  }

  private void pause(SimNode node) {
    SimNode.Life life = node.life();
    if (life == null || !life.process().isRunning()) {
      return;
    }
    world.count("pause");
    world.note("member " + node.index, "paused");
    life.process().pause();
    world.afterMillis(
        world.between(50, 6_000),
        () -> {
          if (life.process().isAlive()) {
            world.note("member " + node.index, "wakes");
            life.process().resume();
          }
        });
  }

  private void partition() {
    List<SimNode> nodes = simulation.nodes;
    int size = nodes.size();
    world.count("partition");
    if (world.below(3) == 0) {
      // One link only: two members do not hear each other, a third hears both.
      int a = world.below(size);
      int b = (a + 1 + world.below(size - 1)) % size;
      simulation.network.cut(a, b);
      world.note("network", "cut " + a + "-" + b);
    } else {
      int mask = 1 + world.below((1 << size) - 2);
      for (int a = 0; a < size; a++) {
        for (int b = a + 1; b < size; b++) {
          if (((mask >> a) & 1) != ((mask >> b) & 1)) {
            simulation.network.cut(a, b);
          }
        }
      }
      world.note("network", "split " + Integer.toBinaryString(mask));
    }
    world.afterMillis(world.between(100, 5_000), simulation.network::healAll);
  }
}
