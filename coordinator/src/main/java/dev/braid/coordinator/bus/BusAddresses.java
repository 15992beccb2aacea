package dev.braid.coordinator.bus;

import dev.braid.protocol.types.Address;

/** Where the parts of a node listen on the event bus. */
public final class BusAddresses {
  /** Takes {@code BatcherRequest}. */
  public static final String BATCHER = "braid.batcher";

  /** Takes {@code CancelRequest}. */
  public static final String ROUNDS = "braid.rounds";

  /** Takes {@code ReplaceRequest}. */
  public static final String REPLACEMENTS = "braid.rounds.replace";

  /** Gets {@code AppliedNotice}, published on this node only. */
  public static final String APPLIED = "braid.log.applied";

  private BusAddresses() {}

  /** Where this part of a member of a cluster listens: the bus is one for all members. */
  public static String of(String part, Address member) {
    return part + "." + member.toHex();
  }
}
