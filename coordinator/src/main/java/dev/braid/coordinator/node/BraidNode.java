package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.BatcherVerticle;
import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.batcher.LeadershipListener;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.config.LogConfig;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.RoundsConfig;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.ingress.AdminPort;
import dev.braid.coordinator.ingress.Ingress;
import dev.braid.coordinator.ingress.Leaders;
import dev.braid.coordinator.ingress.SenderCache;
import dev.braid.coordinator.log.Certifier;
import dev.braid.coordinator.log.NoticePublisher;
import dev.braid.coordinator.log.SoloNodeLog;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.coordinator.rounds.MemberSigner;
import dev.braid.coordinator.rounds.Proposals;
import dev.braid.coordinator.rounds.Proposer;
import dev.braid.coordinator.rounds.RollupChanges;
import dev.braid.coordinator.rounds.RollupJoiner;
import dev.braid.coordinator.rounds.RoundsDriver;
import dev.braid.coordinator.rounds.RoundsLog;
import dev.braid.coordinator.rounds.RoundsPorts;
import dev.braid.coordinator.rounds.RoundsVerticle;
import dev.braid.coordinator.status.MemberStatuses;
import dev.braid.coordinator.status.OwnStatus;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerSettings;
import dev.braid.protocol.round.RoundPlanner;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: opens its log, leads it, drives its rollups and serves its port. Starting and closing
 * block the caller's thread, which is no event loop.
 */
public final class BraidNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BraidNode.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final long MAX_CLOCK_SKEW_MILLIS = 1_000;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Ingress ingress;

  /**
   * Starts a node; returns when it serves.
   *
   * @throws StartRefused when it must not or cannot start, with the reason
   */
  public static BraidNode start(NodeConfig config) {
    return start(config, StartMode.RESTART);
  }

  /**
   * Starts a node; returns when it serves.
   *
   * @param mode what the operator said about an empty directory of a cluster's member
   * @throws StartRefused when it must not or cannot start, with the reason
   */
  public static BraidNode start(NodeConfig config, StartMode mode) {
    if (config.cluster() == null && mode != StartMode.RESTART) {
      throw new StartRefused(
          "--bootstrap and --join are for members of a cluster, and log.kind is "
              + config.log().kind());
    }
    if (config.cluster() != null) {
      throw new StartRefused("log.kind " + config.log().kind() + " cannot be started yet");
    }
    return new BraidNode(config);
  }

  @SuppressWarnings("this-escape")
  private BraidNode(NodeConfig config) {
    try {
      ingress = open(config);
    } catch (StoreException e) {
      close();
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Ingress open(NodeConfig config) {
    Path logDir = config.node().dataDir().resolve("log");
    PrivateKey key = MemberKey.loadOrCreate(config.node().memberKeyFile(), isEmpty(logDir));
    // One for all: a sender that ingress has recovered is not recovered again by rounds.
    Secp256k1 curve = new SenderCache(Curves.fastest(), config.http().limits().recoveredSenders());
    Address member = curve.address(key);
    Log rules = new Log(curve);
    LogConfig logConfig = config.log();
    SoloNodeLog nodeLog =
        keep(
            SoloNodeLog.open(
                logDir,
                rules,
                new Certifier(curve, key),
                logConfig.checkpointEvery(),
                ended::completeExceptionally));
    Engines engines = keep(new Engines(config.rollups(), curve));
    OldDataCheck.run(nodeLog.ledger().state(), engines.handles());

    Metrics metrics = keep(new Metrics(config.metrics()));
    HealthBoard board = new HealthBoard();
    LogClock clock = clock(nodeLog.ledger().state().timeMillis());
    ThreadLoop batcherLoop = keep(new ThreadLoop("batcher", ended::completeExceptionally));
    Batcher batcher =
        new Batcher(
            batcherLoop,
            nodeLog.log(),
            nodeLog.ledger(),
            rules,
            member,
            clock,
            BatcherOptions.DEFAULT
                .withAppendsInFlight(logConfig.appendsInFlight())
                .withMaxRequests(logConfig.queue()),
            genesis(member));
    keep(batcher);
    Vertx vertx = Vertx.vertx();
    keep(() -> await("vertx", vertx.close()));
    nodeLog.ledger().addListener(new NoticePublisher(vertx.eventBus()));
    // After the notices: who is answered may act on what was told (a cancel right after a send).
    nodeLog.ledger().addListener(batcher::certified);
    await("batcher", vertx.deployVerticle(new BatcherVerticle(batcher)));
    RoundsLog roundsLog = new NodeRoundsLog(nodeLog.log(), nodeLog.ledger());
    ThreadLoop roundsLoop = keep(new ThreadLoop("rounds", ended::completeExceptionally));
    Proposer proposer = new Proposals((request, reply) -> batcher.request(request, reply::accept));
    RoundsDriver rounds =
        new RoundsDriver(
            new RoundPlanner(settings(config.rounds())),
            new RoundsPorts(
                roundsLoop,
                roundsLog,
                proposer,
                RoundsVerticle.readers(vertx),
                clock::nowMillis,
                new RoundsWatch(metrics.registry(), board)),
            engines.handles(),
            new SenderRecovery(curve)::sender);
    nodeLog.ledger().addListener(batch -> rounds.advanced(batch.height(), batch.events()));
    RollupChanges changes =
        new RollupChanges(
            roundsLoop,
            roundsLog,
            proposer,
            Peers.none(member),
            new MemberSigner(curve, key),
            RoundsVerticle.readers(vertx));
    RollupJoiner joiner = new RollupJoiner(roundsLoop, roundsLog, changes, engines.candidates());
    batcher.addListener(
        new LeadershipListener() {
          @Override
          public void gained(State state) {
            rounds.gained(state);
            joiner.gained();
          }

          @Override
          public void lost(String why) {
            rounds.lost(why);
            joiner.lost();
          }
        });
    await("rounds", vertx.deployVerticle(new RoundsVerticle(rounds, member)));
    await("leadership", lead(batcher));
    // A node that makes no batches any more must not stand there as if it did.
    var unused =
        batcher
            .ended()
            .whenComplete(
                (done, why) -> {
                  if (why != null) {
                    ended.completeExceptionally(why);
                  }
                });

    Leaders leaders = Leaders.of(member, nodeLog.log());
    OwnStatus own =
        new OwnStatus(
            member,
            nodeLog.log(),
            nodeLog.ledger(),
            nodeLog.ledger()::certifiedHeight,
            () -> 0,
            List::of);
    if (config.admin().enabled()) {
      await(
          "admin",
          vertx.deployVerticle(
              new AdminPort(
                  config,
                  nodeLog.ledger(),
                  curve,
                  (chainId, detail) ->
                      Future.fromCompletionStage(changes.declareDiverged(chainId, detail)),
                  new MemberStatuses(own, Peers.none(member)),
                  metrics,
                  board,
                  leaders)));
    }
    Ingress door =
        new Ingress(
            config,
            nodeLog.ledger(),
            curve,
            metrics,
            board,
            clock::nowMillis,
            leaders,
            Peers.none(member));
    await("ingress", vertx.deployVerticle(door));
    LOG.info(
        "node serves member={} network={} port={}",
        member,
        nodeLog.ledger().state().networkId(),
        door.port());
    return door;
  }

  /** The public port that it listens on. */
  public int httpPort() {
    return ingress.port();
  }

  /**
   * Completes when the node was closed; exceptionally when it can no longer keep its log, and the
   * process must end. On a thread of the log: do not block it.
   */
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  private static CompletionStage<State> lead(Batcher batcher) {
    CompletableFuture<State> leading = new CompletableFuture<>();
    batcher.addListener(
        new LeadershipListener() {
          @Override
          public void gained(State state) {
            leading.complete(state);
          }

          @Override
          public void lost(String why) {}
        });
    var unused =
        batcher
            .ended()
            .whenComplete(
                (done, why) -> {
                  if (why != null) {
                    leading.completeExceptionally(why);
                  }
                });
    batcher.start();
    return leading;
  }

  private static LogClock clock(long logMillis) {
    long behindMillis = logMillis - System.currentTimeMillis();
    if (behindMillis > MAX_CLOCK_SKEW_MILLIS) {
      LOG.warn(
          "the wall clock is behind the log's time, which goes on from where it stood millis={}",
          behindMillis);
    }
    return LogClock.monotonicFrom(logMillis);
  }

  private static Genesis genesis(Address member) {
    byte[] salt = new byte[Bytes32.SIZE];
    new SecureRandom().nextBytes(salt);
    return new Genesis(
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            Limits.DEFAULT,
            NetworkParameters.Quorum.MAJORITY,
            List.of(member),
            List.of()),
        Bytes32.wrap(salt));
  }

  private static PlannerSettings settings(RoundsConfig config) {
    PlannerSettings base = PlannerSettings.DEFAULT;
    return new PlannerSettings(
        config.reservation().toMillis(),
        config.prepareBudget().toMillis(),
        config.headCheck().toMillis(),
        config.maxAhead().toSeconds(),
        config.adoptRetry().toMillis(),
        base.maxBackoffMillis(),
        base.slowPrepareMillis());
  }

  private static boolean isEmpty(Path directory) {
    if (!Files.exists(directory)) {
      return true;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new StartRefused("data directory " + directory + ": " + e.getMessage(), e);
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private static <T> T await(String what, CompletionStage<T> stage) {
    try {
      return stage
          .toCompletableFuture()
          .orTimeout(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartRefused(what + ": " + cause.getMessage(), cause);
    }
  }

  private static <T> T await(String what, Future<T> future) {
    return await(what, future.toCompletionStage());
  }

  /** Stops taking requests, finishes what is being written, and leaves engines as they are. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing {} failed", part.getClass().getSimpleName(), e);
      }
    }
    ended.complete(null);
  }
}
