package dev.braid.it.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Wallet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bundles of one transfer on each rollup, each from a wallet of its own, until those are used. */
public final class Transfers implements Supplier<@Nullable ObjectNode> {
  private static final long LIFETIME_SECONDS = 300;

  private final Iterator<Wallet> wallets;
  private final long[] chainIds;

  public Transfers(List<Wallet> wallets, long... chainIds) {
    this.wallets = wallets.iterator();
    this.chainIds = chainIds.clone();
  }

  @Override
  public synchronized @Nullable ObjectNode get() {
    if (!wallets.hasNext()) {
      return null;
    }
    ObjectNode bundle = Bundles.transfers(wallets.next(), 0, chainIds);
    return bundle.put("maxTimestamp", System.currentTimeMillis() / 1000 + LIFETIME_SECONDS);
  }
}
