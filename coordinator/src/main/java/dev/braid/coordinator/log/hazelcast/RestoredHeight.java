package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.raft.impl.log.LogEntry;
import com.hazelcast.cp.internal.raft.impl.log.SnapshotEntry;
import com.hazelcast.cp.internal.raft.impl.persistence.RestoredRaftState;
import com.hazelcast.cp.internal.raftop.snapshot.RestoreSnapshotOp;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a Raft log from the disk goes, before it is restored (design section 5, Old disks). */
final class RestoredHeight {
  private RestoredHeight() {}

  /**
   * The height of the newest batch that the log's group has, committed or not; -1 for none. What
   * this member has signed it had on its disk, so it is not above this or the store's head.
   */
  static long newest(Map<RaftGroupId, RestoredRaftState> groups) {
    long newest = -1;
    for (Map.Entry<RaftGroupId, RestoredRaftState> group : groups.entrySet()) {
      if (group.getKey().getName().equals(LogService.GROUP)) {
        newest = Math.max(newest, height(group.getValue().snapshot()));
        for (LogEntry entry : group.getValue().entries()) {
          if (entry.operation() instanceof AppendOp append) {
            newest = Math.max(newest, append.claim().height());
          }
        }
      }
    }
    return newest;
  }

  private static long height(@Nullable SnapshotEntry snapshot) {
    long height = -1;
    if (snapshot != null && snapshot.operation() instanceof List<?> parts) {
      for (Object part : parts) {
        if (part instanceof RestoreSnapshotOp restore
            && restore.getSnapshot() instanceof LogSnapshot log) {
          height = Math.max(height, log.rule().height());
        }
      }
    }
    return height;
  }
}
