package dev.braid.rollup.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RpcResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An anvil that mines while it rolls back, as the requests of two leaders may have it do, is left
 * with a block whose parent is not there: the rollup must not be lost by that (A1, L1).
 */
final class AnvilTearTest {
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final Duration CALL = Duration.ofSeconds(5);

  @Test
  void aChainThatIsTornAboveTheDecidedBlockIsDroppedToIt() {
    try (AnvilRollup anvil = AnvilRollup.start(901);
        JsonRpcClient rpc = new JsonRpcClient(anvil.url(), JsonRpcLimits.DEFAULT);
        RollupClient client = anvil.newClient()) {
      BlockRef genesis = head(client);
      long end = System.nanoTime() + DEADLINE.toNanos();
      boolean torn = false;
      while (!torn) {
        assertThat(System.nanoTime()).as("no tear within " + DEADLINE).isLessThan(end);
        anvil.mineForeign();
        atOnce(anvil::mineForeign, anvil::rollBackForeign, anvil::mineForeign);
        torn = isTorn(rpc, head(client).number());
        assertThat(discard(client, genesis)).isEqualTo(new DiscardOutcome.Discarded());
        assertThat(head(client)).isEqualTo(genesis);
      }
    }
  }

  private static void atOnce(Runnable... calls) {
    List<CompletableFuture<Void>> all =
        Stream.of(calls)
            .map(call -> CompletableFuture.runAsync(call, task -> Thread.ofVirtual().start(task)))
            .toList();
    all.forEach(CompletableFuture::join);
  }

  private static boolean isTorn(JsonRpcClient rpc, long head) {
    String parent = "";
    for (long number = 0; number <= head; number++) {
      JsonNode block =
          rpc.call(
                  JsonRpcCall.of("eth_getBlockByNumber", "0x" + Long.toHexString(number), false),
                  CALL)
              .join()
              .result();
      if (block.isNull() || number > 0 && !block.path("parentHash").asText().equals(parent)) {
        return true;
      }
      parent = block.path("hash").asText();
    }
    return false;
  }

  private static DiscardOutcome discard(RollupClient client, BlockRef parent) {
    return client
        .discard(parent, hash -> true, RollupClient.MAX_UNDECIDED)
        .toCompletableFuture()
        .join();
  }

  private static BlockRef head(RollupClient client) {
    return switch (client.head().toCompletableFuture().join()) {
      case RpcResult.Answer<BlockRef> answer -> answer.value();
      case RpcResult.Unavailable<BlockRef> unavailable ->
          throw new AssertionError(unavailable.toString());
    };
  }
}
