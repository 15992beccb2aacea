package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.JsonReader;
import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.config.AdminConfig;
import dev.braid.coordinator.config.HttpConfig;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.RollupConfig;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.rounds.Declared;
import dev.braid.coordinator.status.ClusterStatusSource;
import dev.braid.coordinator.status.RollupReportSource;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's port, apart from the public one: health, metrics, and what only an operator may
 * declare. It asks for no key, so it listens on loopback by default, and answers no request that a
 * web page made (browsers name an {@code Origin} with every POST).
 */
public final class AdminPort extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(AdminPort.class);

  /** Small on purpose: one operator, short calls. */
  private static final HttpConfig.Limits LIMITS =
      new HttpConfig.Limits(64 << 10, 1 << 20, 10, 16, 64, 64, 64, 1, 1);

  private final NodeConfig config;
  private final LedgerReader ledger;
  private final Secp256k1 curve;
  private final Metrics metrics;
  private final HealthBoard board;
  private final Leaders leaders;
  private final Declarations declarations;
  private final ClusterStatusMethod clusterStatus;
  private final RollupsMethod rollups;
  private final WorkPool workers = new WorkPool(LIMITS.workers(), LIMITS.workerQueue());
  private final Admission admission = new Admission(LIMITS);
  private final OpenPort port = new OpenPort(admission);

  /** Signs and proposes what an operator declares. */
  @FunctionalInterface
  public interface Declarations {
    Future<Declared> declare(ChainId chainId, Change change, String detail);
  }

  /**
   * @param declarations signs and proposes what the operator declares
   * @param members asks all members how they stand
   * @param rollups asks the leader how the rollups stand
   * @param strategy how this member's engine of a chain builds candidates; null = not known
   */
  public AdminPort(
      NodeConfig config,
      LedgerReader ledger,
      Secp256k1 curve,
      Declarations declarations,
      ClusterStatusSource members,
      RollupReportSource rollups,
      Function<ChainId, @Nullable String> strategy,
      Metrics metrics,
      HealthBoard board,
      Leaders leaders) {
    this.leaders = leaders;
    this.config = config;
    this.ledger = ledger;
    this.curve = curve;
    this.metrics = metrics;
    this.board = board;
    this.declarations = declarations;
    this.clusterStatus = new ClusterStatusMethod(members);
    this.rollups = new RollupsMethod(ledger, rollups, strategy);
  }

  @Override
  public Future<?> start() {
    AdminConfig admin = config.admin();
    HttpConfig http =
        new HttpConfig(admin.host(), admin.port(), List.of(), LIMITS, HttpConfig.Timeouts.DEFAULT);
    HealthCheck health =
        new HealthCheck(
            board,
            config.rollups().stream().map(RollupConfig::chainId).toList(),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
            new LeaderWatch(leaders, System::nanoTime));
    observe(health);
    RpcServer rpc =
        new RpcServer(
            new JsonReader(LIMITS.nestingDepth(), LIMITS.batchSize()),
            workers,
            admission,
            curve,
            new RpcTimings(metrics.registry()));
    RollupPaths paths =
        RollupPaths.none(
            MethodTable.of(
                Map.of(
                    RollupChangeMethod.DIVERGED,
                    change(Change.DIVERGED),
                    RollupChangeMethod.PAUSE,
                    change(Change.PAUSED),
                    RollupChangeMethod.RESUME,
                    change(Change.RESUMED),
                    ClusterStatusMethod.NAME,
                    clusterStatus,
                    RollupsMethod.NAME,
                    rollups)));
    HttpDoor door = new HttpDoor(vertx, http, admission, rpc, paths, health, metrics, workers);
    HttpServer listening =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setIdleTimeout((int) http.timeouts().idle().toSeconds())
                    .setHttp2ClearTextEnabled(false))
            .requestHandler(
                request -> {
                  if (request.getHeader("Origin") != null) {
                    request.response().setStatusCode(403).end();
                  } else {
                    door.handle(request);
                  }
                });
    return port.open(listening, admin.host(), admin.port())
        .onSuccess(s -> LOG.info("admin listening host={} port={}", admin.host(), s.actualPort()));
  }

  private RollupChangeMethod change(Change change) {
    return new RollupChangeMethod(ledger, change, declarations);
  }

  /** Listens first and looks then: what is applied between would else never be seen. */
  private void observe(HealthCheck health) {
    vertx
        .eventBus()
        .localConsumer(
            BusAddresses.APPLIED, (Message<byte[]> message) -> health.observe(ledger.state()));
    health.observe(ledger.state());
  }

  /** The port that it listens on, once started. */
  public int port() {
    return port.number();
  }

  @Override
  public Future<?> stop() {
    workers.close();
    return port.close();
  }
}
