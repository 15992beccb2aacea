package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.util.HashSet;
import java.util.List;

/**
 * What a member must know of its cluster to be started.
 *
 * @param clusterName the same on all members
 * @param secret what members prove to each other that they know; at least {@value
 *     #MIN_SECRET_BYTES} bytes
 * @param self where this member listens for the others: one of {@code members}
 * @param members all of them, 3, 5 or 7
 * @param allowPublicAddress whether {@code self} may be neither loopback nor private
 */
public record MemberSettings(
    String clusterName,
    byte[] secret,
    HostPort self,
    List<HostPort> members,
    boolean allowPublicAddress) {
  static final int MIN_SECRET_BYTES = 16;
  private static final int MIN_MEMBERS = 3;
  private static final int MAX_MEMBERS = 7;

  public MemberSettings {
    members = List.copyOf(members);
    secret = secret.clone();
    if (secret.length < MIN_SECRET_BYTES) {
      throw bad("the cluster's secret has fewer than " + MIN_SECRET_BYTES + " bytes");
    }
    if (members.size() < MIN_MEMBERS || members.size() > MAX_MEMBERS || members.size() % 2 == 0) {
      throw bad("a cluster has 3, 5 or 7 members, not " + members.size());
    }
    if (new HashSet<>(members).size() != members.size()) {
      throw bad("two members of the cluster have the same address");
    }
    if (!members.contains(self)) {
      throw bad(self + " is not one of the cluster's members " + members);
    }
  }

  private static MemberRefusedException bad(String message) {
    return new MemberRefusedException(Reason.BAD_SETTINGS, message);
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return clusterName + " at " + self + " of " + members;
  }
}
