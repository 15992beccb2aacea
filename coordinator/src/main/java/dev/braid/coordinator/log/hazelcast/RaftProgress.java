package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import com.hazelcast.cp.internal.raft.impl.state.LeaderState;
import com.hazelcast.cp.internal.raft.impl.state.RaftState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far Raft is, read on the group's thread.
 *
 * @param term of Raft, not of the log
 * @param lastIndex of the newest entry that this member has
 * @param commitIndex of the newest entry that a majority is known to have
 * @param snapshotIndex of the newest snapshot
 * @param matchIndexes up to which index the others have this leader's log; empty on followers
 */
record RaftProgress(
    int term,
    long lastIndex,
    long commitIndex,
    long snapshotIndex,
    Map<RaftEndpoint, Long> matchIndexes) {

  /** On the group's thread only. */
  static RaftProgress of(RaftNodeImpl node) {
    RaftState state = node.state();
    Map<RaftEndpoint, Long> matchIndexes = new LinkedHashMap<>();
    LeaderState leader = state.leaderState();
    if (leader != null) {
      leader
          .getFollowerStates()
          .forEach((endpoint, follower) -> matchIndexes.put(endpoint, follower.matchIndex()));
    }
    return new RaftProgress(
        state.term(),
        state.log().lastLogOrSnapshotIndex(),
        state.commitIndex(),
        state.log().snapshotIndex(),
        matchIndexes);
  }

  boolean leads() {
    return !matchIndexes.isEmpty();
  }
}
