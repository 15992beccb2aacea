package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import dev.braid.coordinator.log.LogHead;
import dev.braid.protocol.types.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the replicated log stands as one member sees it.
 *
 * @param leader where Raft's leader is; null = nobody known
 * @param takenOverBy whose take-over is the newest; null before the first
 * @param head of the log as applied here
 * @param raftTerm of Raft, not of the log
 * @param lag Raft's entries by which each other member is behind, by signing address; known to the
 *     leader alone, else empty
 */
public record ClusterStatus(
    @Nullable Address leader,
    @Nullable Address takenOverBy,
    LogHead head,
    int raftTerm,
    long lastIndex,
    long commitIndex,
    Map<Address, Lag> lag) {
  /**
   * @param entries behind this leader's newest entry
   * @param reachable whether it is in Hazelcast's cluster now
   */
  public record Lag(long entries, boolean reachable) {}

  public ClusterStatus {
    lag = Map.copyOf(lag);
  }

  static ClusterStatus of(
      RaftProgress progress, MemberAddresses members, RaftGroup group, LogService service) {
    Map<Address, Lag> lag = new LinkedHashMap<>();
    for (Map.Entry<RaftEndpoint, Long> follower : progress.matchIndexes().entrySet()) {
      Address signer = members.signer(group.place(follower.getKey()));
      if (signer != null) {
        lag.put(
            signer,
            new Lag(
                progress.lastIndex() - follower.getValue(), group.isReachable(follower.getKey())));
      }
    }
    return new ClusterStatus(
        members.signer(group.place(group.leader())),
        service.takenOverBy(),
        service.head(),
        progress.term(),
        progress.lastIndex(),
        progress.commitIndex(),
        lag);
  }
}
