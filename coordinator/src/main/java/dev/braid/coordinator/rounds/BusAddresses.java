package dev.braid.coordinator.rounds;

import dev.braid.protocol.types.Address;

/**
 * Where the parts of a node listen on the event bus.
 *
 * @param batcher takes {@code BatcherRequest}
 * @param rounds takes {@code CancelRequest}
 * @param applied gets {@code AppliedNotice}, published on this node only
 */
public record BusAddresses(String batcher, String rounds, String applied) {
  public static final BusAddresses DEFAULT =
      new BusAddresses("braid.batcher", "braid.rounds", "braid.log.applied");

  /** Of a member of a cluster: the bus is one for all members. */
  public static BusAddresses of(Address member) {
    return new BusAddresses(
        DEFAULT.batcher + "." + member.toHex(),
        DEFAULT.rounds + "." + member.toHex(),
        DEFAULT.applied);
  }
}
