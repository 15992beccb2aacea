package dev.braid.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.anvil.AnvilAccounts;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RpcResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the client adds to geth's own time for the same blocks; printed as ratios of one run. */
final class GethSpeedTest {
  private static final int ROUNDS = 20;
  private static final int WARM_UP = 10;
  private static final String ZERO = "0x" + "00".repeat(32);
  private static final Duration LONG = Duration.ofSeconds(10);

  /** Made once: to derive a key takes longer than a round. */
  private static final List<PrivateKey> KEYS =
      IntStream.range(0, 10).mapToObj(AnvilAccounts::key).toList();

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void addsLittleToBuildingExecutingReadingAndAdopting() {
    for (int size : new int[] {3, 100, 500}) {
      double[] raw = new double[ROUNDS];
      double[] client = new double[ROUNDS];
      // By turns, so that whatever else the machine does meets both.
      try (GethRollup one = GethRollup.start(901);
          GethRollup other = GethRollup.start(901);
          RawRounds rounds = new RawRounds(one);
          RollupClient braid = other.newClient()) {
        BlockRef parent =
            ((RpcResult.Answer<BlockRef>) braid.head().toCompletableFuture().join()).value();
        for (int round = 0; round < ROUNDS; round++) {
          List<RawTransaction> list = transactions(one, round, size);
          long start = System.nanoTime();
          rounds.run(list);
          raw[round] = (System.nanoTime() - start) / 1e6;
          start = System.nanoTime();
          parent = round(other, braid, parent, list);
          client[round] = (System.nanoTime() - start) / 1e6;
          assertThat(rounds.head).as("the same block").isEqualTo(parent.hash().toHex());
        }
      }
      System.out.printf(
          "geth, %d transactions: raw %.1f ms, prepare + adopt %.1f ms, ratio %.2f%n",
          size, median(raw), median(client), median(client) / median(raw));
      if (size == 3) {
        // About 10 ms on an idle machine; the bound only tells that nothing waits for a timer.
        assertThat(median(client)).as("median of small blocks, ms").isLessThan(1_000);
      }
    }
  }

  private static List<RawTransaction> transactions(GethRollup geth, int round, int size) {
    List<RawTransaction> list = new ArrayList<>();
    int senders = Math.min(size, 10);
    for (int i = 0; i < size; i++) {
      long nonce = (long) round * size / senders + i / senders;
      list.add(TestTransactions.transfer(geth.chainId(), nonce).sign(KEYS.get(i % senders)));
    }
    return list;
  }

  private static BlockRef round(
      GethRollup geth, RollupClient client, BlockRef parent, List<RawTransaction> list) {
    PrepareRequest request =
        new PrepareRequest(parent, parent.timestampSeconds() + 1, List.of(list), LONG);
    Candidate candidate = (Candidate) client.prepare(request).toCompletableFuture().join();
    DecidedBlock block =
        new DecidedBlock(
            geth.chainId(),
            candidate.header(),
            candidate.hash(),
            candidate.systemTransactions(),
            list,
            candidate.withdrawals(),
            candidate.executionRequests());
    assertThat(client.adopt(block).toCompletableFuture().join())
        .isEqualTo(new AdoptOutcome.Adopted());
    return new BlockRef(
        candidate.header().number(), candidate.hash(), candidate.header().timestampSeconds());
  }

  /** The same calls with nothing checked, the engine's own JSON handed back. */
  private static final class RawRounds implements AutoCloseable {
    private final JsonRpcClient rpc;
    private final JsonRpcClient engine;
    private String head;
    private long time;

    RawRounds(GethRollup geth) {
      JsonNode genesis = geth.rpc(JsonRpcCall.of("eth_getBlockByNumber", "0x0", false));
      head = genesis.path("hash").asText();
      time = Long.decode(genesis.path("timestamp").asText());
      rpc = new JsonRpcClient(geth.rpcUrl(), JsonRpcLimits.DEFAULT);
      engine = new JsonRpcClient(geth.engineUrl(), JsonRpcLimits.DEFAULT, geth::authorization);
    }

    void run(List<RawTransaction> transactions) {
      time++;
      Map<String, Object> attributes =
          Map.of(
              "timestamp",
              "0x" + Long.toHexString(time),
              "prevRandao",
              ZERO,
              "suggestedFeeRecipient",
              GethRollup.FEE_RECIPIENT.bytes(),
              "withdrawals",
              List.of(),
              "parentBeaconBlockRoot",
              ZERO);
      List<Bytes> list = transactions.stream().map(RawTransaction::raw).toList();
      JsonNode built = ask(rpc, "testing_buildBlockV1", head, attributes, list, "0x");
      Map<?, ?> payload = MAPPER.convertValue(built.path("executionPayload"), Map.class);
      assertThat(
              ask(engine, "engine_newPayloadV4", payload, List.of(), ZERO, List.of())
                  .path("status")
                  .asText())
          .isEqualTo("VALID");
      head = built.path("executionPayload").path("blockHash").asText();
      assertThat(ask(rpc, "debug_getRawReceipts", head)).hasSize(list.size());
      ask(
          engine,
          "engine_forkchoiceUpdatedV3",
          Map.of("headBlockHash", head, "safeBlockHash", head, "finalizedBlockHash", head));
    }

    private static JsonNode ask(JsonRpcClient client, String method, Object... params) {
      return client
          .call(JsonRpcCall.of(method, params), LONG)
          .thenApply(JsonRpcReply::result)
          .join();
    }

    @Override
    public void close() {
      rpc.close();
      engine.close();
    }
  }

  private static double median(double[] millis) {
    double[] warm = Arrays.copyOfRange(millis, WARM_UP, millis.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }
}
