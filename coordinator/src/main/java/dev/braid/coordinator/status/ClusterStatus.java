package dev.braid.coordinator.status;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.NetworkId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All members as one of them sees them.
 *
 * @param asked who was asked
 * @param network 32 zero bytes before the first batch
 * @param members by address, the one that was asked among them
 */
public record ClusterStatus(Address asked, NetworkId network, List<MemberReport> members) {
  public ClusterStatus {
    members = List.copyOf(members);
  }

  /** Who answered. */
  public List<MemberReport.Present> present() {
    return members.stream()
        .filter(MemberReport.Present.class::isInstance)
        .map(MemberReport.Present.class::cast)
        .toList();
  }

  /** So many members are needed to take a batch. */
  public int majority() {
    return members.size() / 2 + 1;
  }

  /** The member that more than half of all members call their leader; null = there is none. */
  public @Nullable Address agreedLeader() {
    Map<Address, Integer> votes = new HashMap<>();
    for (MemberReport.Present report : present()) {
      if (report.leader() != null) {
        votes.merge(report.leader(), 1, Integer::sum);
      }
    }
    return votes.entrySet().stream()
        .filter(vote -> vote.getValue() >= majority())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** Height of the newest certified batch that any of them holds; -1 = none. */
  public long newestCertified() {
    return present().stream().mapToLong(MemberReport.Present::certifiedHeight).max().orElse(-1);
  }
}
