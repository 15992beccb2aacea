package dev.braid.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.BundleId;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One round of a node over two rollups, timed by the agent that notes calls to their clients. */
final class CoordinatedRound {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private CoordinatedRound() {}

  /** Milliseconds from the first prepare to the last adoption, or NaN when it was not one round. */
  static double millis(Network network, Node node, List<ObjectNode> bundles, Path clock)
      throws IOException {
    Files.deleteIfExists(clock);
    List<CompletableFuture<JsonRpc.Answer>> answers = new ArrayList<>();
    for (ObjectNode bundle : bundles) {
      answers.add(node.rpc().callAsync("atomic_sendBundle", bundle));
    }
    answers.forEach(answer -> answer.join().result());
    for (ObjectNode bundle : bundles) {
      Await.seldom("bundle to be included", DEADLINE, () -> included(node, bundle));
    }
    for (long chain : network.rollups().keySet()) {
      JsonNode count =
          network.rollup(chain).rpc().result("eth_getBlockTransactionCountByNumber", "latest");
      if (Long.decode(count.asText()) != bundles.size()) {
        return Double.NaN;
      }
    }
    RoundTimes times = RoundTimes.read(Files.readAllLines(clock));
    System.out.println("  " + times);
    return times.isOfOnePass() ? times.totalMillis() : Double.NaN;
  }

  private static boolean included(Node node, ObjectNode bundle) {
    JsonNode told = node.rpc().result("atomic_getBundle", BundleId.of(bundle));
    return told.path("state").asText().equals("included");
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
