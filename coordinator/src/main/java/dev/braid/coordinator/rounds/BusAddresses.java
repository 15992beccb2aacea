package dev.braid.coordinator.rounds;

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
}
