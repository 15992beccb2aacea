package dev.braid.coordinator.ingress;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.api.CapabilitiesShape;
import dev.braid.coordinator.api.JsonReader;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.config.HttpConfig;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.RollupConfig;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.peer.Peers;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.LogMetrics;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.types.ChainId;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public port as a verticle. Deployed when the node is ready to serve: it answers from its
 * first moment. Deploy one instance; the work is done by its workers.
 */
public final class Ingress extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_URL_BYTES = 4 << 10;
  private static final int ACCEPT_BACKLOG = 4_096;
  private static final long KEEP_OPEN_MILLIS = 1_000;

  private final NodeConfig config;
  private final LedgerReader ledger;
  private final Secp256k1 curve;
  private final Metrics metrics;
  private final HealthBoard board;
  private final LongSupplier clockMillis;
  private final Leaders leaders;
  private final Peers peers;
  private final Function<ChainId, @Nullable String> strategies;
  private final WorkPool workers;
  private final Admission admission;
  private final OpenPort port;
  private final LogMetrics logMetrics;
  private final List<RollupNode> nodes = new ArrayList<>();

  /**
   * @param curve a {@link SenderCache}, the same that rounds use
   * @param clockMillis Unix time in milliseconds
   * @param leaders who takes bundles; with one member it is itself
   * @param peers asked for what this member does not know
   * @param strategies how a rollup's candidates are built, where this node's engine has told
   */
  public Ingress(
      NodeConfig config,
      LedgerReader ledger,
      Secp256k1 curve,
      Metrics metrics,
      HealthBoard board,
      LongSupplier clockMillis,
      Leaders leaders,
      Peers peers,
      Function<ChainId, @Nullable String> strategies) {
    this.config = config;
    this.ledger = ledger;
    this.curve = curve;
    this.metrics = metrics;
    this.board = board;
    this.clockMillis = clockMillis;
    this.leaders = leaders;
    this.peers = peers;
    this.strategies = strategies;
    HttpConfig.Limits limits = config.http().limits();
    this.workers = new WorkPool(limits.workers(), limits.workerQueue());
    this.admission = new Admission(limits);
    this.port = new OpenPort(admission);
    this.logMetrics = new LogMetrics(metrics.registry());
    gauges();
  }

  @Override
  public Future<?> start() {
    HttpConfig http = config.http();
    NoticeBoard notices = new NoticeBoard(vertx, context);
    HealthCheck health =
        new HealthCheck(
            board,
            config.rollups().stream().map(RollupConfig::chainId).toList(),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
            new LeaderWatch(leaders, System::nanoTime));
    listenToTheLog(notices, health);
    RpcServer rpc =
        new RpcServer(
            new JsonReader(http.limits().nestingDepth(), http.limits().batchSize()),
            workers,
            admission,
            curve,
            new RpcTimings(metrics.registry()));
    RollupPaths paths = paths(notices);
    HttpDoor door =
        new HttpDoor(
            vertx,
            http,
            admission,
            rpc,
            paths,
            health,
            config.metrics().enabled() ? metrics : null,
            workers);
    WebSocketDoor sockets = new WebSocketDoor(vertx, rpc, paths, admission);
    Cors cors = new Cors(http.corsOrigins());
    HttpServer listening =
        vertx
            .createHttpServer(options(http))
            .exceptionHandler(e -> LOG.debug("connection failed", e))
            .requestHandler(door::handle)
            .webSocketHandshakeHandler(
                handshake -> {
                  String origin = handshake.headers().get("Origin");
                  boolean isWelcome = "/".equals(handshake.path()) && cors.allowsWebSocket(origin);
                  if (isWelcome) {
                    handshake.accept();
                  } else {
                    handshake.reject("/".equals(handshake.path()) ? 403 : 404);
                  }
                })
            .webSocketHandler(sockets::handle);
    return port.open(listening, http.host(), http.port())
        .onSuccess(s -> LOG.info("ingress listening host={} port={}", http.host(), s.actualPort()));
  }

  /** The port that it listens on, once started. */
  public int port() {
    return port.number();
  }

  @Override
  public Future<?> stop() {
    workers.close();
    nodes.forEach(RollupNode::close);
    return port.close();
  }

  private static HttpServerOptions options(HttpConfig http) {
    return new HttpServerOptions()
        .setIdleTimeout((int) Math.max(1, http.timeouts().idle().toSeconds()))
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_URL_BYTES)
        .setMaxWebSocketFrameSize(http.limits().bodyBytes())
        .setMaxWebSocketMessageSize(http.limits().bodyBytes())
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true);
  }

  /** Listens first and looks then: what is applied between would else never be seen. */
  private void listenToTheLog(NoticeBoard notices, HealthCheck health) {
    vertx
        .eventBus()
        .localConsumer(
            BusAddresses.APPLIED,
            (Message<byte[]> message) -> {
              try {
                AppliedNotice notice = AppliedNotice.parseFrom(message.body());
                logMetrics.applied(notice);
                health.observe(ledger.state());
                notices.applied(notice);
              } catch (InvalidProtocolBufferException e) {
                LOG.error("notice unreadable", e);
              }
            });
    health.observe(ledger.state());
  }

  private RollupPaths paths(NoticeBoard notices) {
    HttpConfig http = config.http();
    BundleChecks checks =
        new BundleChecks(
            ledger,
            curve,
            clockMillis,
            config.rollups().stream().map(RollupConfig::chainId).toList());
    EventBusCalls calls = new EventBusCalls(vertx, leaders.self(), peers.others().isEmpty());
    if (!peers.others().isEmpty()) {
      vertx.setPeriodic(0, KEEP_OPEN_MILLIS, t -> calls.keepOpen(peers.others()));
    }
    SubmitRouter router = new SubmitRouter(new ContextLoop(context), leaders, calls);
    Bus bus = new Bus(router, http.timeouts().answer());
    Lookup lookup = new Lookup(ledger, notices, workers, leaders, peers);
    Answers answers = new Answers(ledger, board);
    SendMethods send =
        new SendMethods(checks, bus, answers, workers, notices, lookup, http.timeouts());
    ReadMethods read =
        new ReadMethods(
            ledger,
            answers,
            lookup,
            workers,
            curve,
            clockMillis,
            version(),
            config.log().kind().toString(),
            new CapabilitiesShape.Door(
                http.limits().bodyBytes(),
                http.limits().batchSize(),
                http.limits().nestingDepth(),
                http.timeouts().maxSync().toMillis()),
            strategies);
    Map<String, RpcMethod> methods = new LinkedHashMap<>();
    methods.put("atomic_sendBundle", send::send);
    methods.put("atomic_sendBundleSync", send::sendSync);
    methods.put("atomic_cancelBundle", new CancelMethod(lookup, bus, curve));
    methods.put("atomic_getBundle", read::getBundle);
    methods.put("atomic_getReceipt", read::getReceipt);
    methods.put("atomic_getBatch", read::getBatch);
    methods.put("atomic_getCapabilities", read::getCapabilities);
    for (String name :
        new String[] {"atomic_callBundle", "atomic_subscribe", "atomic_unsubscribe"}) {
      methods.put(
          name,
          request -> {
            throw new Refusal(RpcError.notYet(name));
          });
    }
    return new RollupPaths(
        MethodTable.of(methods), new RollupTables(rollupTables(bus, lookup), ledger));
  }

  private Map<ChainId, MethodTable> rollupTables(Bus bus, Lookup lookup) {
    Map<ChainId, MethodTable> tables = new LinkedHashMap<>();
    for (RollupConfig rollup : config.rollups()) {
      RollupNode node = new RollupNode(rollup.chainId(), rollup.rpc().uri());
      nodes.add(node);
      WaitingTransactions waiting = new WaitingTransactions(ledger, rollup.chainId());
      PoolChecks checks = new PoolChecks(rollup.chainId(), waiting, new SenderRecovery(curve));
      tables.put(
          rollup.chainId(),
          RollupMethods.of(
              new RollupReads(node, ledger, waiting),
              new SendRawTransaction(node, ledger, checks, bus, lookup, workers, clockMillis),
              rollup.chainId()));
    }
    return tables;
  }

  private static String version() {
    String version = Ingress.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private void gauges() {
    Gauge.builder("braid.http.connections", admission, Admission::connections)
        .description("Open connections on the public port")
        .register(metrics.registry());
    Gauge.builder("braid.rpc.in.flight", admission, Admission::inFlight)
        .description("JSON-RPC calls being answered")
        .register(metrics.registry());
    Gauge.builder("braid.http.buffered", admission, Admission::bufferedBytes)
        .description("Request bodies being received or worked on")
        .baseUnit("bytes")
        .register(metrics.registry());
    Gauge.builder("braid.ingress.queue", workers, WorkPool::queued)
        .description("Calls that wait for a worker")
        .register(metrics.registry());
  }
}
