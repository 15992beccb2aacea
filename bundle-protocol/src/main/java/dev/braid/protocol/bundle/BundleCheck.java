package dev.braid.protocol.bundle;

import dev.braid.protocol.types.Address;
import java.util.List;

/** What checking a bundle comes to. */
public sealed interface BundleCheck {
  record Refused(BundleViolation violation) implements BundleCheck, Senders {}

  /** The bundle keeps every rule of {@link BundleRules#check}. */
  record Accepted(DecodedBundle bundle) implements BundleCheck {}

  /** What recovering the senders of a bundle comes to. */
  sealed interface Senders permits Refused, Recovered {}

  /** The sender of each transaction, by slice and index. */
  record Recovered(List<List<Address>> senders) implements Senders {
    public Recovered {
      senders = senders.stream().map(List::copyOf).toList();
    }
  }
}
