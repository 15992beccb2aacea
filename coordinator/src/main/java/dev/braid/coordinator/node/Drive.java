package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.BatcherVerticle;
import dev.braid.coordinator.batcher.LeadershipListener;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.RoundsConfig;
import dev.braid.coordinator.ingress.EventBusCalls;
import dev.braid.coordinator.ingress.Leaders;
import dev.braid.coordinator.log.NoticePublisher;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.coordinator.rounds.MemberSigner;
import dev.braid.coordinator.rounds.Proposals;
import dev.braid.coordinator.rounds.Proposer;
import dev.braid.coordinator.rounds.RollupChangeSigner;
import dev.braid.coordinator.rounds.RollupChanges;
import dev.braid.coordinator.rounds.RollupJoiner;
import dev.braid.coordinator.rounds.RoundsDriver;
import dev.braid.coordinator.rounds.RoundsLog;
import dev.braid.coordinator.rounds.RoundsObserver;
import dev.braid.coordinator.rounds.RoundsPorts;
import dev.braid.coordinator.rounds.RoundsVerticle;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerSettings;
import dev.braid.protocol.round.RoundPlanner;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.types.Address;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The part of a node that leads: its batcher and its rounds, which follow who leads the log. */
final class Drive {
  private static final long HEALTH_TICK_MILLIS = 1_000;

  private final Batcher batcher;
  private final RollupChanges changes;
  private final CompletableFuture<State> led = new CompletableFuture<>();

  /**
   * Opens batcher and rounds; nothing is led before {@link #start}.
   *
   * @param parts keeps what must be closed
   * @param onFailure told when the node must not go on
   */
  static Drive open(
      Parts parts,
      NodeConfig config,
      Membership membership,
      Secp256k1 curve,
      PrivateKey key,
      Engines engines,
      LogClock clock,
      RollupHealths healths,
      MeterRegistry registry,
      Consumer<Throwable> onFailure) {
    return new Drive(
        parts, config, membership, curve, key, engines, clock, healths, registry, onFailure);
  }

  private Drive(
      Parts parts,
      NodeConfig config,
      Membership membership,
      Secp256k1 curve,
      PrivateKey key,
      Engines engines,
      LogClock clock,
      RollupHealths healths,
      MeterRegistry registry,
      Consumer<Throwable> onFailure) {
    Address member = curve.address(key);
    Vertx vertx = membership.vertx();
    Executor workers = RoundsVerticle.readers(vertx);
    ThreadLoop batcherLoop = parts.keep(new ThreadLoop("batcher", onFailure));
    batcher =
        parts.keep(
            new Batcher(
                batcherLoop,
                membership.log(),
                membership.ledger(),
                new Log(curve),
                member,
                clock,
                BatcherOptions.DEFAULT
                    .withAppendsInFlight(config.log().appendsInFlight())
                    .withMaxRequests(config.log().queue()),
                membership.genesis()));
    RoundsLog log = new NodeRoundsLog(membership.log(), membership.ledger());
    ThreadLoop roundsLoop = parts.keep(new ThreadLoop("rounds", onFailure));
    Proposer proposer = new Proposals((request, reply) -> batcher.request(request, reply::accept));
    RoundsObserver observer = new RoundsWatch(registry, healths);
    RoundsDriver rounds =
        new RoundsDriver(
            new RoundPlanner(settings(config)),
            new RoundsPorts(roundsLoop, log, proposer, workers, clock::nowMillis, observer),
            engines.handles(),
            new SenderRecovery(curve)::sender);
    MemberSigner signer = new MemberSigner(curve, key);
    Proposer toLeader =
        new LeaderProposals(
            Leaders.of(member, membership.log()),
            new EventBusCalls(vertx, member, membership.peers().others().isEmpty()),
            proposer);
    changes = new RollupChanges(roundsLoop, log, toLeader, membership.peers(), signer, workers);
    RollupChangeSigner changeSigner =
        new RollupChangeSigner(roundsLoop, log, changes, signer, workers, engines.candidates());
    membership.desk().onRequest(PeerRequest.KindCase.SIGN_ROLLUP_CHANGE, changeSigner::asked);
    RollupJoiner joiner =
        new RollupJoiner(roundsLoop, log, changes, engines.candidates(), observer);
    watch(roundsLoop, membership, healths);

    membership.ledger().addListener(new NoticePublisher(vertx.eventBus()));
    // After the notices: who is answered may act on what was told (a cancel right after a send).
    membership.ledger().addListener(batcher::certified);
    membership.ledger().addListener(batch -> rounds.advanced(batch.height(), batch.events()));
    batcher.addListener(
        new LeadershipListener() {
          @Override
          public void gained(State state) {
            rounds.gained(state);
            joiner.gained();
            led.complete(state);
          }

          @Override
          public void lost(String why) {
            rounds.lost(why);
            joiner.lost();
          }
        });
    Waiting.until("batcher", vertx.deployVerticle(new BatcherVerticle(batcher, member)));
    Waiting.until("rounds", vertx.deployVerticle(new RoundsVerticle(rounds, member)));
    var unused =
        batcher
            .ended()
            .whenComplete(
                (done, why) -> {
                  if (why != null) {
                    // A node that makes no batches any more must not stand there as if it did.
                    led.completeExceptionally(why);
                    onFailure.accept(why);
                  }
                });
  }

  /** Health follows what the log says of rollups at once, and the time every second. */
  private static void watch(Loop loop, Membership membership, RollupHealths healths) {
    membership
        .ledger()
        .addListener(
            batch -> {
              if (batch.events().stream().anyMatch(LogEvent.NetworkChanged.class::isInstance)) {
                State state = batch.state();
                loop.execute(() -> healths.tick(state));
              }
            });
    loop.execute(() -> tick(loop, membership, healths));
  }

  private static void tick(Loop loop, Membership membership, RollupHealths healths) {
    healths.tick(membership.ledger().state());
    loop.after(HEALTH_TICK_MILLIS, () -> tick(loop, membership, healths));
  }

  /** Begins to lead whenever the log says so; completes when it first does. */
  CompletionStage<State> start() {
    batcher.start();
    return led.minimalCompletionStage();
  }

  /** What this member's operator says of rollups. */
  RollupChanges changes() {
    return changes;
  }

  private static PlannerSettings settings(NodeConfig config) {
    RoundsConfig rounds = config.rounds();
    PlannerSettings base = PlannerSettings.DEFAULT;
    PlannerSettings settings =
        new PlannerSettings(
            rounds.reservation().toMillis(),
            rounds.prepareBudget().toMillis(),
            rounds.headCheck().toMillis(),
            rounds.maxAhead().toSeconds(),
            rounds.adoptRetry().toMillis(),
            base.maxBackoffMillis(),
            base.slowPrepareMillis());
    return config.cluster() == null ? settings : settings.inCluster();
  }
}
