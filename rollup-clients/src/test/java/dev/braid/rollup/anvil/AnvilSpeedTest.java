package dev.braid.rollup.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.CallFence;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RpcResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the client adds to anvil's own time; printed as ratios of one run. */
final class AnvilSpeedTest {
  private static final int ROUNDS = 12;
  private static final int WARM_UP = 10;

  @Test
  void addsLittleToRawSendingMiningAndReading() {
    for (int size : new int[] {1, 100}) {
      double raw;
      double client;
      try (AnvilRollup anvil = AnvilRollup.start(901)) {
        raw = raw(anvil, size);
      }
      try (AnvilRollup anvil = AnvilRollup.start(901)) {
        client = prepareAndAdopt(anvil, size);
      }
      System.out.printf(
          "anvil, %d transactions: raw %.1f ms, prepare + adopt %.1f ms, ratio %.2f%n",
          size, raw, client, client / raw);
      if (size == 1) {
        // About 4 ms on an idle machine; the bound only tells that nothing waits for a timer.
        assertThat(client).as("median of one-transaction blocks, ms").isLessThan(150);
      }
    }
  }

  private static List<List<RawTransaction>> slices(AnvilRollup anvil, int round, int size) {
    List<List<RawTransaction>> slices = new ArrayList<>();
    int senders = Math.min(size, 10);
    for (int i = 0; i < size; i++) {
      long nonce = (long) round * size / senders + i / senders;
      slices.add(
          List.of(TestTransactions.transfer(anvil.chainId(), nonce).sign(anvil.key(i % senders))));
    }
    return slices;
  }

  private static double raw(AnvilRollup anvil, int size) {
    double[] millis = new double[ROUNDS];
    try (JsonRpcClient transport = new JsonRpcClient(anvil.url(), JsonRpcLimits.DEFAULT)) {
      AnvilRpc rpc = new AnvilRpc(transport);
      for (int i = 0; i < ROUNDS; i++) {
        int round = i;
        List<RawTransaction> transactions =
            slices(anvil, round, size).stream().flatMap(List::stream).toList();
        long start = System.nanoTime();
        Deadline deadline = Deadline.in(Duration.ofSeconds(10), CallFence.ALWAYS);
        rpc.send(transactions, AnvilRpc.MAX_SENDS, deadline)
            .thenCompose(sent -> rpc.mine(round, AnvilCommand.GENESIS_SECONDS + 1, deadline))
            .join();
        millis[round] = (System.nanoTime() - start) / 1e6;
      }
    }
    return median(millis);
  }

  private static double prepareAndAdopt(AnvilRollup anvil, int size) {
    double[] millis = new double[ROUNDS];
    try (RollupClient client = anvil.newClient()) {
      BlockRef parent =
          ((RpcResult.Answer<BlockRef>) client.head().toCompletableFuture().join()).value();
      for (int round = 0; round < ROUNDS; round++) {
        List<List<RawTransaction>> slices = slices(anvil, round, size);
        PrepareRequest request =
            new PrepareRequest(
                parent, AnvilCommand.GENESIS_SECONDS + 1, slices, Duration.ofSeconds(10));
        long start = System.nanoTime();
        Candidate candidate = (Candidate) client.prepare(request).toCompletableFuture().join();
        DecidedBlock block =
            new DecidedBlock(
                anvil.chainId(),
                candidate.header(),
                candidate.hash(),
                List.of(),
                slices.stream().flatMap(List::stream).toList(),
                List.of(),
                List.of());
        assertThat(client.adopt(block).toCompletableFuture().join())
            .isEqualTo(new AdoptOutcome.Adopted());
        millis[round] = (System.nanoTime() - start) / 1e6;
        parent =
            new BlockRef(
                candidate.header().number(),
                candidate.hash(),
                candidate.header().timestampSeconds());
      }
    }
    return median(millis);
  }

  private static double median(double[] millis) {
    double[] warm = Arrays.copyOfRange(millis, WARM_UP, millis.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }
}
