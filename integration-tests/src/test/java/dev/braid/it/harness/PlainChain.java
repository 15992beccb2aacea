package dev.braid.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An engine without Braid: it makes its own blocks of what its own pool holds. What wallets report
 * of it is what they should report of a rollup that Braid drives.
 */
public final class PlainChain implements AutoCloseable {
  private static final long LOOK_MILLIS = 50;
  private static final Duration BLOCK_TIME = Duration.ofSeconds(1);
  private static final Duration INDEXED = Duration.ofSeconds(20);
  private static final String ZEROS = "0x" + "00".repeat(32);

  private final Rollup engine;
  private final ScheduledExecutorService blocks = Executors.newSingleThreadScheduledExecutor();

  private @Nullable Future<?> looking;
  private volatile long newestNanos;

  private PlainChain(Rollup engine) {
    this.engine = engine;
  }

  public static PlainChain start(Engine kind, Path directory, long chainId, List<Wallet> funded) {
    PlainChain chain = new PlainChain(kind.start(directory, chainId, funded, "127.0.0.1"));
    switch (kind) {
      case ANVIL -> chain.engine.rpc().result("evm_setAutomine", true);
      case GETH -> {
        chain.begin();
        chain.looking =
            chain.blocks.scheduleWithFixedDelay(
                chain::makeBlock, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return chain;
  }

  public String url() {
    return engine.url();
  }

  /** Before its first block geth answers with an error who asks for a receipt that is not there. */
  private void begin() {
    commitBlock(engine.rpc().result("eth_getBlockByNumber", "latest", false));
    Await.until(
        "geth to have indexed its first block",
        INDEXED,
        () -> !engine.rpc().call("eth_getTransactionReceipt", ZEROS).refused());
  }

  /** A block of the pool, or an empty one at each block time: wallets look again at each block. */
  private void makeBlock() {
    JsonRpc rpc = engine.rpc();
    boolean isDue = System.nanoTime() - newestNanos > BLOCK_TIME.toNanos();
    if (isDue || !rpc.result("txpool_status").path("pending").asText().equals("0x0")) {
      commitBlock(rpc.result("eth_getBlockByNumber", "latest", false));
    }
  }

  private void commitBlock(JsonNode head) {
    long timestamp = Long.decode(head.path("timestamp").asText()) + 1;
    ObjectNode attributes =
        JsonRpc.JSON
            .createObjectNode()
            .put("timestamp", "0x" + Long.toHexString(timestamp))
            .put("prevRandao", ZEROS)
            .put("suggestedFeeRecipient", "0x" + "00".repeat(20))
            .put("parentBeaconBlockRoot", ZEROS);
    attributes.putArray("withdrawals");
    newestNanos = System.nanoTime();
    engine.rpc().result("testing_commitBlockV1", attributes, NullNode.getInstance(), "0x");
  }

  @Override
  public void close() {
    // A block that could not be made ended the making of blocks: that is told, not kept.
    Future<?> made = looking;
    if (made != null && made.state() == Future.State.FAILED) {
      made.exceptionNow().printStackTrace();
    }
    blocks.shutdownNow();
    engine.close();
  }
}
