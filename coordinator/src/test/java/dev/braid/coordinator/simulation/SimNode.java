package dev.braid.coordinator.simulation;

import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.ClockSync;
import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.batcher.LeadershipListener;
import dev.braid.coordinator.ingress.Leaders;
import dev.braid.coordinator.ingress.MemberCalls;
import dev.braid.coordinator.ingress.Routed;
import dev.braid.coordinator.ingress.SubmitRouter;
import dev.braid.coordinator.log.Certifier;
import dev.braid.coordinator.log.ClusterLedger;
import dev.braid.coordinator.log.Ledger;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.MemoryDisk;
import dev.braid.coordinator.node.NodeRoundsLog;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.rounds.Proposals;
import dev.braid.coordinator.rounds.RollupHandle;
import dev.braid.coordinator.rounds.RoundsDriver;
import dev.braid.coordinator.rounds.RoundsObserver;
import dev.braid.coordinator.rounds.RoundsPorts;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A member: its disk stays, its lives come and go. */
final class SimNode {
  private static final long ROUTE_MILLIS = 3_500;
  private static final long GAS_LIMIT = 30_000_000;

  final int index;
  final MemoryDisk disk;
  private final Simulation simulation;
  private @Nullable Life life;
  private int lives;

  SimNode(Simulation simulation, int index) {
    this.simulation = simulation;
    this.index = index;
    this.disk = new MemoryDisk("member " + index);
  }

  /** The present one; null while it is dead. */
  @Nullable Life life() {
    return life;
  }

  void start() {
    lives++;
    simulation.world.note("member " + index, "starts, life " + lives);
    Life next = new Life(new SimProcess(simulation.world, index + "." + lives));
    life = next;
    try {
      next.start();
    } catch (SimDisk.DiedException died) {
      simulation.world.count("died at its start");
    }
  }

  void startIfDead() {
    if (life == null) {
      start();
    }
  }

  /**
   * @param machine whether what was not synced is lost with it
   */
  void kill(boolean machine) {
    if (life == null) {
      return;
    }
    simulation.world.note("member " + index, machine ? "crashes" : "is killed");
    life.process.kill();
    life = null;
    simulation.raft.died(index, machine);
    if (machine) {
      disk.crash(simulation.world.below(disk.unsyncedWrites() + 1));
      simulation.audit.afterCrash();
    }
  }

  /** Chance takes a life at a write, with or without the machine. */
  private boolean diesHere() {
    if (life == null || simulation.isHealed() || !simulation.world.chance(simulation.plan.deaths)) {
      return false;
    }
    simulation.world.count("died at a write");
    kill(simulation.world.below(2) == 0);
    simulation.world.afterMillis(simulation.world.between(200, 3_000), this::startIfDead);
    return true;
  }

  /** A node that makes no batches any more exits; whoever runs it starts it again. */
  private void batcherEnded(Life of, String why) {
    simulation.world.note("member " + index, why);
    SimChecks.that(!why.contains("failed"), "member " + index + ": " + why);
    if (of.equals(life)) {
      simulation.world.count("exit");
      simulation.world.after(
          0,
          () -> {
            if (of.equals(life)) {
              kill(false);
              simulation.world.afterMillis(500, this::startIfDead);
            }
          });
    }
  }

  void heal() {
    if (life != null && !life.process.isRunning()) {
      life.process.resume();
    }
    startIfDead();
  }

  /** One life: the production classes on simulated loops, disks and links. */
  final class Life {
    private final SimProcess process;
    private final SimRaftLog log;
    private final SimBus bus;
    private final SimPeers peers;
    private final Map<ChainId, RollupHandle> handles = new LinkedHashMap<>();
    private final ClockSync clock;
    private final SimLoop ledgerLoop;
    private @Nullable Ledger ledger;
    private @Nullable Batcher batcher;
    private @Nullable RoundsDriver rounds;
    private @Nullable SubmitRouter router;

    Life(SimProcess process) {
      this.process = process;
      SimWorld world = simulation.world;
      this.log = new SimRaftLog(simulation.raft, index, process, simulation.plan.members);
      this.bus = new SimBus(world, simulation.network, index, process);
      this.peers =
          new SimPeers(
              world,
              simulation.network,
              index,
              process,
              simulation.plan.members,
              simulation::peersOf,
              simulation.audit::signatureTold);
      this.ledgerLoop = loop();
      this.clock =
          new ClockSync(
              loop(),
              peers,
              new SimClock(world, simulation.plan.clockOffsets[index]),
              new HealthBoard());
    }

    SimProcess process() {
      return process;
    }

    SimRaftLog log() {
      return log;
    }

    SimBus bus() {
      return bus;
    }

    SimPeers peers() {
      return peers;
    }

    Simulation simulation() {
      return simulation;
    }

    int index() {
      return index;
    }

    LedgerReader ledger() {
      return Objects.requireNonNull(ledger);
    }

    RoundsDriver rounds() {
      return Objects.requireNonNull(rounds);
    }

    RollupHandle handle(ChainId chainId) {
      return Objects.requireNonNull(handles.get(chainId));
    }

    private SimLoop loop() {
      return new SimLoop(simulation.world, process);
    }

    private void start() {
      SimParts parts = simulation.parts;
      ReplicatedLog seenLog = parts.log(this, log);
      ClusterLedger members = openLedger();
      Ledger opened = members.ledger();
      ledger = opened;
      for (SimEngineCalls calls : simulation.engines) {
        handles.put(
            calls.engine.chainId,
            new RollupHandle(
                new SimRollupClient(simulation.world, process, calls, new Watch()),
                true,
                RollupTraits.TimestampRule.EQUAL_ALLOWED,
                GAS_LIMIT));
      }
      Batcher pen =
          new Batcher(
              loop(),
              seenLog,
              opened,
              simulation.rules,
              peers.self(),
              clock,
              BatcherOptions.DEFAULT.withAppendsInFlight(simulation.plan.appendsInFlight),
              new Genesis(simulation.plan.parameters, Bytes32.ZERO));
      batcher = pen;
      RoundsDriver driver =
          new RoundsDriver(
              new TracedPlanner(simulation.world, "planner " + process.name(), parts.planner(this)),
              new RoundsPorts(
                  loop(),
                  parts.roundsLog(this, new NodeRoundsLog(seenLog, opened)),
                  new Proposals((request, reply) -> pen.request(request, reply::accept)),
                  loop()::execute,
                  clock::nowMillis,
                  new Observer()),
              handles,
              new SenderRecovery(simulation.curve)::sender);
      rounds = driver;
      opened.addListener(batch -> simulation.audit.certified(index, batch));
      opened.addListener(batch -> driver.advanced(batch.height(), batch.events()));
      opened.addListener(pen::certified);
      pen.addListener(
          new LeadershipListener() {
            @Override
            public void gained(State state) {
              simulation.world.note("batcher " + process.name(), "leads term " + state.term());
              driver.gained(state);
            }

            @Override
            public void lost(String why) {
              simulation.world.note("batcher " + process.name(), "no longer leads: " + why);
              driver.lost(why);
            }
          });
      bus.serve(MemberCalls.Part.BATCHER.name(), this::toBatcher);
      bus.serve(MemberCalls.Part.ROUNDS.name(), driver::cancel);
      router =
          new SubmitRouter(
              loop(), Leaders.of(peers.self(), log), new SimMemberCalls(bus, simulation::busOf));
      PeerDesk desk = new PeerDesk();
      members.serve(desk);
      desk.onRequest(
          PeerRequest.KindCase.GET_CLOCK,
          (from, request) -> CompletableFuture.completedFuture(clock.answer()));
      peers.serve(desk);
      clock.start();
      pen.start();
      var unused =
          pen.ended()
              .whenComplete(
                  (nothing, why) -> {
                    if (why != null) {
                      batcherEnded(this, String.valueOf(why.getMessage()));
                    }
                  });
      log.start(new SimHandover(ledgerLoop, parts.taken(this, opened)));
      ledgerLoop.execute(members::start);
    }

    private ClusterLedger openLedger() {
      return ClusterLedger.open(
          BatchStore.open(new SimDisk(disk, process, SimNode.this::diesHere)),
          new ClusterLedger.Parts(
              simulation.rules,
              new Certifier(simulation.curve, simulation.plan.memberKeys.get(index)),
              simulation.plan.members,
              simulation.plan.checkpointEvery,
              loop()::execute,
              loop()::execute,
              ledgerLoop,
              simulation.parts.peers(this, peers)));
    }

    private CompletionStage<byte[]> toBatcher(byte[] body) {
      CompletableFuture<byte[]> reply = new CompletableFuture<>();
      Objects.requireNonNull(batcher).request(body, reply::complete);
      return reply;
    }

    /** A client's request. */
    CompletionStage<Routed<SubmitReply>> submit(byte[] request) {
      return Objects.requireNonNull(router).submit(request, ROUTE_MILLIS);
    }

    CompletionStage<Routed<CancelReply>> cancel(byte[] request) {
      return Objects.requireNonNull(router).cancel(request, ROUTE_MILLIS);
    }

    private final class Watch implements SimRollupClient.Watch {
      @Override
      public void discards(ChainId chainId, BlockRef parent) {
        SimChecks.that(
            log.mayHaveDecided(chainId, parent.hash()).stream()
                .allMatch(decided -> simulation.oracle.isVoid(decided.batch())),
            "A2: member "
                + index
                + " discards or builds on "
                + chainId
                + " although its own decision may stand there");
      }

      @Override
      public void adopts(DecidedBlock block) {
        simulation.audit.adopts(block);
      }

      @Override
      public void drops(SimEngine engine, SimEngine.Block head) {
        boolean inOffice =
            process.isAlive()
                && log.role() == ReplicatedLog.Role.LEADER
                && log.head().term() == simulation.raft.term();
        simulation.audit.drops(engine, head, inOffice);
      }
    }
  }

  private static final class Observer implements RoundsObserver {
    @Override
    public void alarm(AlarmCode code, @Nullable ChainId chainId, String text) {}

    @Override
    public void conditionChanged(PlannerEffect.RollupConditionChanged change) {}

    @Override
    public void roundEnded(PlannerEffect.RoundEnded round, long nowMillis) {}
  }
}
