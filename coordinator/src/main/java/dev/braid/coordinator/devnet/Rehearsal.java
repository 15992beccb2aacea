package dev.braid.coordinator.devnet;

import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.node.BraidNode;
import dev.braid.protocol.types.ChainId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the three members of a cluster in this JVM, waits until they serve and stops them: what
 * the build runs once, so that the JVM can keep the classes that a node loads (an application class
 * data archive, JEP 350). With it a node starts in half the time.
 */
final class Rehearsal {
  private static final int MEMBERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;
  private static final int TRIES = 100;
  private static final String FIRST_BATCH =
      """
      {"jsonrpc":"2.0","id":1,"method":"atomic_getBatch","params":["0x0"]}\
      """;

  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  private Rehearsal() {}

  /**
   * Exits with 0, and the JVM writes its archive; with 1 when the members did not come to serve.
   */
  public static void main(String[] arguments) {
    int code = 0;
    try {
      run();
    } catch (Exception e) {
      LOG.error("no rehearsal", e);
      code = 1;
    }
    System.exit(code); // a member that did not start may have left threads
  }

  private static void run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("braid-rehearsal");
    List<BraidNode> nodes = new ArrayList<>();
    try {
      DevnetOptions options = options(directory);
      // Nothing answers there, but the node tries to.
      Rollup rollup =
          new Rollup(
              new ChainId(DevnetOptions.FIRST_CHAIN_ID),
              Engine.ANVIL,
              options.rollupPort(),
              0,
              null);
      new NodeFiles(options, Curves.fastest()).write(List.of(rollup));
      var starting =
          options.sites().stream()
              .map(
                  site ->
                      CompletableFuture.supplyAsync(() -> start(site), Thread::startVirtualThread))
              .toList();
      starting.forEach(node -> nodes.add(node.join()));
      for (NodeSite site : options.sites()) {
        awaitFirstBatch(site);
      }
    } finally {
      nodes.forEach(BraidNode::close);
      delete(directory);
    }
  }

  private static BraidNode start(NodeSite site) {
    return BraidNode.start(ConfigFile.load(site.configuration()), StartMode.BOOTSTRAP);
  }

  private static DevnetOptions options(Path directory) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      DevnetOptions options =
          new DevnetOptions(
              directory,
              MEMBERS,
              1,
              List.of(Engine.ANVIL),
              port,
              port + 100,
              port + 200,
              port + 300,
              port + 400,
              true);
      if (free(options.ports())) {
        return options;
      }
    }
    throw new IOException("no free ports from " + FIRST_PORT + " to " + LAST_PORT);
  }

  private static boolean free(List<Integer> ports) {
    for (int port : ports) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(NodeSite.HOST))) {
        socket.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /** Until the member has the log's first batch, with its certificate. */
  private static void awaitFirstBatch(NodeSite site) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(site.rpc())
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(FIRST_BATCH))
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!client.send(request, BodyHandlers.ofString()).body().contains("\"certificate\"")) {
        if (System.nanoTime() - end > 0) {
          throw new IOException(site.name() + " has no log after " + PATIENCE);
        }
        Thread.sleep(POLL);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
