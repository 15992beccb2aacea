package dev.braid.protocol.round;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.util.Comparator;

/** A sender on a rollup. */
record Account(ChainId chainId, Address address) implements Comparable<Account> {
  private static final Comparator<Account> ORDER =
      Comparator.comparing(Account::chainId).thenComparing(Account::address);

  @Override
  public int compareTo(Account other) {
    return ORDER.compare(this, other);
  }
}
