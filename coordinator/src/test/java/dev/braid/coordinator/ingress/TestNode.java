package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.BundleId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real ingress on a free port; batcher and rounds are played over a {@link TestLedger}. */
final class TestNode implements AutoCloseable {
  static final ObjectMapper MAPPER = new ObjectMapper();

  final Vertx vertx;
  final TestLedger ledger;
  final HealthBoard board = new HealthBoard();
  final TestLeaders leaders = new TestLeaders();
  final TestPeers peers = new TestPeers();
  final AtomicInteger submitted = new AtomicInteger();
  final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final BlockedThreads blocked;
  private final java.util.concurrent.ExecutorService batcher = Executors.newSingleThreadExecutor();
  private final Metrics metrics;
  private final int port;
  volatile Function<SubmitRequest, @Nullable SubmitReply> onSubmit = this::sequence;
  volatile Executor appending = batcher;

  TestNode(String yaml) throws Exception {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(100)
                .setMaxEventLoopExecuteTime(1_000)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
    ledger = new TestLedger(this::publish);
    vertx.eventBus().localConsumer(BusAddresses.BATCHER, this::batcher);
    vertx.eventBus().localConsumer(BusAddresses.ROUNDS, this::rounds);
    NodeConfig config = ConfigFile.parse(yaml, "test.yaml", Path.of("."));
    metrics = new Metrics(config.metrics());
    Ingress ingress =
        new Ingress(
            config,
            ledger,
            new SenderCache(Accounts.CURVE, 10_000),
            metrics,
            board,
            System::currentTimeMillis,
            leaders,
            peers,
            chainId -> chainId.value() == 901 ? "testing_buildBlockV1" : null);
    vertx
        .deployVerticle(ingress)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    port = ingress.port();
    // A cold JVM loads classes on its first request; from then on nothing may block.
    result("atomic_getCapabilities", "[]");
    blocked = BlockedThreads.watch();
  }

  static TestNode started() throws Exception {
    return new TestNode("http: {port: 0}");
  }

  int port() {
    return port;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private void publish(AppliedNotice notice) {
    vertx.eventBus().publish(BusAddresses.APPLIED, notice.toByteArray());
  }

  private void batcher(Message<byte[]> message) {
    appending.execute(
        () -> {
          try {
            submitted.incrementAndGet();
            SubmitReply reply =
                onSubmit.apply(BatcherRequest.parseFrom(message.body()).getSubmit());
            if (reply != null) {
              message.reply(reply.toByteArray());
            }
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** As the batcher does: once only (O2), then answered with what stands in the log. */
  SubmitReply sequence(SubmitRequest request) {
    BundleId id = ValueCodec.bundleId(request.getId());
    if (ledger.bundle(id) == null) {
      Object violation =
          ledger.append(
              new Entry.BundleSequenced(
                  id,
                  BundleCodec.fromProto(request.getBundle()),
                  BundleCodec.fromProto(request.getAuthorization()),
                  request.getOrdinary()));
      if (violation != null) {
        throw new IllegalStateException(violation.toString());
      }
    }
    BundleRecord record = Objects.requireNonNull(ledger.bundle(id));
    return SubmitReply.newBuilder()
        .setAccepted(
            SubmitReply.Accepted.newBuilder()
                .setCursor(ValueCodec.to(record.position()))
                .setState(ValueCodec.to(record.state())))
        .build();
  }

  private void rounds(Message<byte[]> message) {
    batcher.execute(
        () -> {
          try {
            CancelRequest request = CancelRequest.parseFrom(message.body());
            BundleId id = ValueCodec.bundleId(request.getId());
            ledger.append(
                new Entry.BundleCancelled(id, BundleCodec.fromProto(request.getAuthorization())));
            BundleRecord record = Objects.requireNonNull(ledger.bundle(id));
            message.reply(
                CancelReply.newBuilder()
                    .setAnswered(
                        CancelReply.Answered.newBuilder()
                            .setCancelled(true)
                            .setState(ValueCodec.to(record.state()))
                            .setCursor(ValueCodec.to(record.history().getLast().cursor())))
                    .build()
                    .toByteArray());
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The whole answer to a text. */
  JsonNode raw(String body) throws Exception {
    return MAPPER.readTree(post("/", body.getBytes(StandardCharsets.UTF_8)).body());
  }

  static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  JsonNode result(String method, String params) throws Exception {
    JsonNode answer = raw(call(method, params));
    if (!answer.has("result")) {
      throw new AssertionError("no result: " + answer);
    }
    return answer.get("result");
  }

  ObjectNode error(String method, String params) throws Exception {
    JsonNode answer = raw(call(method, params));
    if (!answer.has("error")) {
      throw new AssertionError("no error: " + answer);
    }
    return (ObjectNode) answer.get("error");
  }

  /** Fails when an event loop was blocked meanwhile. */
  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    batcher.shutdownNow();
    metrics.close();
    client.close();
    blocked.close();
  }
}
