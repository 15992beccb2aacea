package dev.braid.protocol.testing;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.util.List;

/** Bundles with every member at its default. */
public final class Bundles {
  private Bundles() {}

  public static Bundle of(Slice... slices) {
    return new Bundle(List.of(slices), 0, 0, Level.EXECUTION, false, "", 0, Address.ZERO);
  }

  public static Slice slice(long chainId, RawTransaction... transactions) {
    return new Slice(new ChainId(chainId), List.of(transactions), List.of(), 0, 0);
  }
}
