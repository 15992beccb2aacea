package dev.braid.coordinator.config;

import dev.braid.protocol.types.Address;
import java.nio.file.Path;
import java.util.List;

/**
 * The members that keep one log together. What stands here must be the same on all of them, but for
 * the secret's place and {@code self}.
 *
 * @param name separates clusters that share a network by mistake
 * @param secretFile what members prove to each other that they know; relative paths start at the
 *     configuration file's directory
 * @param self which of the members this node is: the {@code at} of one of them
 * @param allowPublicAddress whether a member may listen on an address that is neither loopback nor
 *     private
 */
public record ClusterConfig(
    String name, Path secretFile, HostPort self, boolean allowPublicAddress, List<Member> members) {
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /** The member that this node is. */
  public Member own() {
    return members.stream()
        .filter(member -> member.at().equals(self))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(self + " is no member"));
  }

  /**
   * @param address with which it signs
   * @param at where it listens for the other members (Hazelcast)
   * @param busPort where it listens for their event bus, on the same host
   */
  public record Member(Address address, HostPort at, int busPort) {}
}
