package dev.braid.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.contract.RollupClientContract;
import dev.braid.rollup.contract.TestRollup;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.RollupClient;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Nobody sees a candidate before it is adopted, and a dropped one leaves nothing behind (P1). */
final class GethCandidateTest extends RollupClientContract {
  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }

  private JsonNode ask(String method, Object... params) {
    return ((GethRollup) rollup()).rpc(JsonRpcCall.of(method, params));
  }

  /** A geth says of a transaction that it knows none such only after its first block. */
  private void awaitIndex() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      try {
        ask("eth_getTransactionByHash", "0x" + "11".repeat(32));
        return;
      } catch (CompletionException e) {
        assertThat(e).hasMessageContaining("indexing is in progress");
      }
    }
    throw new AssertionError("geth does not end to index");
  }

  @Test
  void readsAsManyAccountsAtOnceAsThePortTakesInSeveralRequests() {
    List<Address> asked = new ArrayList<>();
    for (int i = 0; i < RollupClient.MAX_ACCOUNTS; i++) {
      asked.add(
          new Address(Keccak.hash(new byte[] {(byte) i, (byte) (i >> 8)}).bytes().slice(0, 20)));
    }
    asked.set(999, address(3));
    Map<Address, AccountState> states = answer(client().accounts(head(), asked));
    assertThat(states).hasSize(RollupClient.MAX_ACCOUNTS);
    assertThat(present(states.get(address(3))).balance().signum()).isPositive();
  }

  @Test
  void isSeenByNobodyBeforeItIsAdopted() {
    BlockRef parent = ref(extend(head(), List.of()));
    awaitIndex();
    String blocks = ask("eth_newBlockFilter").asText();
    String pending = ask("eth_newPendingTransactionFilter").asText();
    String logs = ask("eth_newFilter", Map.of("fromBlock", "0x0")).asText();
    RawTransaction sends = transfer(0, 0);
    RawTransaction leavesAnEvent =
        transfer(0)
            .to(null)
            .withValue(BigInteger.ZERO)
            .withGasLimit(100_000)
            .withData(Bytes.fromHex("0x60006000a0"))
            .sign(rollup().key(1));
    List<List<RawTransaction>> slices = List.of(List.of(sends, leavesAnEvent));
    candidate(parent, List.of(List.of(transfer(2, 0))));
    DecidedBlock block = decided(candidate(parent, slices), slices);

    assertThat(ask("eth_blockNumber").asText()).isEqualTo("0x1");
    assertThat(ask("eth_getBlockByNumber", "0x2", false).isNull()).isTrue();
    assertThat(ask("eth_getBlockByNumber", "pending", false).path("transactions")).isEmpty();
    assertThat(ask("eth_getTransactionByHash", sends.hash().toHex()).isNull()).isTrue();
    assertThat(ask("eth_getTransactionReceipt", sends.hash().toHex()).isNull()).isTrue();
    assertThat(ask("eth_getTransactionCount", address(0).toHex(), "pending").asText())
        .isEqualTo("0x0");
    assertThat(ask("txpool_status").path("pending").asText()).isEqualTo("0x0");
    assertThat(ask("txpool_status").path("queued").asText()).isEqualTo("0x0");
    for (String filter : List.of(blocks, pending, logs)) {
      assertThat(ask("eth_getFilterChanges", filter)).isEmpty();
    }

    adopt(block);
    assertThat(ask("eth_getTransactionReceipt", sends.hash().toHex()).path("status").asText())
        .isEqualTo("0x1");
    assertThat(ask("eth_getFilterChanges", blocks)).hasSize(1);
    assertThat(ask("eth_getFilterChanges", logs)).hasSize(1);
    assertThat(ask("txpool_status").path("pending").asText())
        .as("the dropped candidate's transaction")
        .isEqualTo("0x0");
  }
}
