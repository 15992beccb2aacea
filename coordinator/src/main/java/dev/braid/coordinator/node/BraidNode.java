package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.config.ClusterConfig;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.ingress.AdminPort;
import dev.braid.coordinator.ingress.Ingress;
import dev.braid.coordinator.ingress.Leaders;
import dev.braid.coordinator.ingress.SenderCache;
import dev.braid.coordinator.log.Certifier;
import dev.braid.coordinator.log.SoloNodeLog;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.status.LeaderReports;
import dev.braid.coordinator.status.MemberStatuses;
import dev.braid.coordinator.status.OwnStatus;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.LedgerMetrics;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.types.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: keeps its log, alone or with others, drives its rollups while it leads and serves its
 * ports. Starting and closing block the caller's thread, which is no event loop.
 */
public final class BraidNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BraidNode.class);

  private final Parts parts = new Parts();
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
   * Starts a node; returns when it serves. A member of a cluster waits for a majority to be there,
   * which says whether its data is old, and serves what it knows before anybody leads.
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
    return new BraidNode(config, mode);
  }

  @SuppressWarnings("this-escape")
  private BraidNode(NodeConfig config, StartMode mode) {
    try {
      ingress = open(config, mode);
    } catch (StoreException e) {
      close();
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Ingress open(NodeConfig config, StartMode mode) {
    PrivateKey key = key(config);
    // One for all: a sender that ingress has recovered is not recovered again by rounds.
    Secp256k1 curve = new SenderCache(Curves.fastest(), config.http().limits().recoveredSenders());
    Address member = curve.address(key);
    Membership membership = parts.keep(membership(config, mode, new Certifier(curve, key), curve));
    Engines engines = parts.keep(new Engines(config.rollups(), curve));
    if (config.cluster() == null) {
      OldDataCheck.run(membership.ledger().state(), engines.handles());
    }
    Metrics metrics = parts.keep(new Metrics(config.metrics()));
    LedgerMetrics.bind(metrics.registry(), membership.ledger());
    HealthBoard board = new HealthBoard();
    Clocks clocks =
        config.cluster() == null
            ? Clocks.ofOne(membership.ledger().state().timeMillis())
            : Clocks.ofMembers(parts, membership, board, ended::completeExceptionally);
    LogClock clock = clocks.log();
    RollupHealths healths = new RollupHealths(metrics.registry(), board, clock::nowMillis);
    Drive drive =
        Drive.open(
            parts,
            config,
            membership,
            curve,
            key,
            engines,
            clock,
            healths,
            metrics.registry(),
            ended::completeExceptionally);
    CompletionStage<?> led = drive.start();
    if (config.cluster() == null) {
      Waiting.until("leadership", led);
    }

    Vertx vertx = membership.vertx();
    Leaders leaders = Leaders.of(member, membership.log());
    MemberStatuses statuses = statuses(member, membership, clocks);
    Strategies strategies = parts.keep(new Strategies(engines.handles()));
    LeaderReports reports =
        new LeaderReports(
            member, leaders::leader, membership.peers(), healths::views, healths::alarms);
    membership
        .desk()
        .onRequest(
            PeerRequest.KindCase.GET_ROLLUP_HEALTHS,
            (from, request) -> CompletableFuture.completedFuture(reports.answer()));
    if (config.admin().enabled()) {
      AdminPort admin =
          new AdminPort(
              config,
              membership.ledger(),
              curve,
              (chainId, change, detail) ->
                  Future.fromCompletionStage(drive.changes().declare(chainId, change, detail)),
              statuses,
              reports,
              strategies::of,
              metrics,
              board,
              leaders);
      Waiting.until("admin", vertx.deployVerticle(admin));
    }
    Ingress door =
        new Ingress(
            config,
            membership.ledger(),
            curve,
            metrics,
            board,
            clock::nowMillis,
            leaders,
            membership.peers(),
            strategies::of);
    Waiting.until("ingress", vertx.deployVerticle(door));
    LOG.info(
        "node serves member={} network={} port={}",
        member,
        membership.ledger().state().networkId(),
        door.port());
    return door;
  }

  /** Made with an empty directory of a single node; a cluster's configuration names its address. */
  private static PrivateKey key(NodeConfig config) {
    Path file = config.node().memberKeyFile();
    return config.cluster() == null
        ? MemberKey.loadOrCreate(file, isEmpty(logDirectory(config)))
        : MemberKey.load(file);
  }

  private Membership membership(
      NodeConfig config, StartMode mode, Certifier certifier, Secp256k1 curve) {
    Log rules = new Log(curve);
    ClusterConfig cluster = config.cluster();
    if (cluster != null) {
      return ClusterMembership.open(
          config, cluster, mode, rules, certifier, ended::completeExceptionally);
    }
    SoloNodeLog nodeLog =
        SoloNodeLog.open(
            logDirectory(config),
            rules,
            certifier,
            config.log().checkpointEvery(),
            ended::completeExceptionally);
    return new SoloMembership(certifier.member(), nodeLog);
  }

  private static Path logDirectory(NodeConfig config) {
    return config.node().dataDir().resolve("log");
  }

  private static MemberStatuses statuses(Address member, Membership membership, Clocks clocks) {
    OwnStatus own =
        new OwnStatus(member, membership.log(), membership.ledger(), clocks.offsetMillis());
    MemberStatuses statuses = new MemberStatuses(own, membership.peers());
    membership
        .desk()
        .onRequest(
            PeerRequest.KindCase.GET_MEMBER_STATUS,
            (from, request) -> CompletableFuture.completedFuture(statuses.answer()));
    return statuses;
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

  /** Stops taking requests, finishes what is being written, and leaves engines as they are. */
  @Override
  public void close() {
    parts.close();
    ended.complete(null);
  }
}
