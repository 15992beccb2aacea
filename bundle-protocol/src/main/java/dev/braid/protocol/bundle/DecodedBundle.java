package dev.braid.protocol.bundle;

import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.List;

/** A bundle that keeps the static rules, with its id and its transactions decoded. */
public record DecodedBundle(BundleId id, Bundle bundle, List<DecodedSlice> slices) {
  public DecodedBundle {
    slices = List.copyOf(slices);
  }

  /** A slice's transactions in order, at the same indexes as in {@link Bundle#slices}. */
  public record DecodedSlice(ChainId chainId, List<Transaction> transactions) {
    public DecodedSlice {
      transactions = List.copyOf(transactions);
    }
  }
}
