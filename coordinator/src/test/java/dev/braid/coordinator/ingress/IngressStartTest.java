package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.protocol.log.State;
import dev.braid.protocol.testing.Accounts;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The log goes on while a node's port opens. */
final class IngressStartTest {
  private static final Duration SEEN = Duration.ofSeconds(20);

  @Test
  void aRollupThatJoinsWhileThePortOpensIsSeen() throws Exception {
    NodeConfig config =
        ConfigFile.parse(
            """
            http: {port: 0}
            rollups:
              - {chainId: 901, client: anvil, rpc: "http://127.0.0.1:1"}
            """,
            "test.yaml",
            Path.of("."));
    Vertx vertx = Vertx.vertx();
    try (Metrics metrics = new Metrics(config.metrics());
        HttpClient client = HttpClient.newHttpClient()) {
      Ingress ingress =
          new Ingress(
              config,
              joiningAtTheFirstLook(vertx, new TestLedger(notice -> {})),
              new SenderCache(Accounts.CURVE, 100),
              metrics,
              new HealthBoard(),
              System::currentTimeMillis,
              new TestLeaders(),
              new TestPeers(),
              chainId -> null);
      vertx.deployVerticle(ingress).toCompletionStage().toCompletableFuture().join();
      HttpRequest health =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingress.port() + "/health"))
              .timeout(SEEN)
              .build();
      long end = System.nanoTime() + SEEN.toNanos();
      int status = 0;
      while (status != 200 && System.nanoTime() - end < 0) {
        status = client.send(health, BodyHandlers.discarding()).statusCode();
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(status).isEqualTo(200);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Right after the first look at its state, which is empty, the rollups join. */
  private static LedgerReader joiningAtTheFirstLook(Vertx vertx, TestLedger ledger) {
    AtomicBoolean looked = new AtomicBoolean();
    return (LedgerReader)
        Proxy.newProxyInstance(
            LedgerReader.class.getClassLoader(),
            new Class<?>[] {LedgerReader.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("state") && looked.compareAndSet(false, true)) {
                vertx
                    .eventBus()
                    .publish(
                        BusAddresses.APPLIED, AppliedNotice.getDefaultInstance().toByteArray());
                return State.empty();
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
