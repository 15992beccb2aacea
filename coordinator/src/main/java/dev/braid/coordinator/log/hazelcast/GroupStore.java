package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.log.LogEntry;
import com.hazelcast.cp.internal.raft.impl.log.SnapshotEntry;
import com.hazelcast.cp.internal.raft.impl.persistence.RaftStateStore;
import com.hazelcast.cp.internal.raft.impl.persistence.RestoredRaftState;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.ObjectDataOutputStream;
import dev.braid.coordinator.log.hazelcast.GroupDirectory.Members;
import dev.braid.coordinator.log.hazelcast.GroupDirectory.Vote;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one Raft group must not forget. Entries, truncations and snapshots are buffered until {@link
 * #flushLogs}, the group commit; term and vote are durable on return. The first failure is told and
 * ends it: nothing is tried again, because what a disk did with a failed sync is known only after a
 * new start.
 *
 * <p>Called on the group's thread; locked only against {@link #close} at shut-down.
 */
final class GroupStore implements RaftStateStore {
  private final RaftGroupId group;
  private final GroupDirectory directory;
  private final int segmentBytes;
  private final Executor background;
  private final Supplier<InternalSerializationService> serialization;
  private final FlushListener listener;
  private final Consumer<Throwable> onFailure;

  private @Nullable SegmentLog log;
  private List<Frame> unread = List.of();
  private long lastIndex;
  private long flushedIndex;
  private boolean failed;
  private boolean closed;

  GroupStore(
      RaftGroupId group,
      GroupDirectory directory,
      int segmentBytes,
      Executor background,
      Supplier<InternalSerializationService> serialization,
      FlushListener listener,
      Consumer<Throwable> onFailure) {
    this.group = group;
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.background = background;
    this.serialization = serialization;
    this.listener = listener;
    this.onFailure = onFailure;
  }

  RaftGroupId group() {
    return group;
  }

  /**
   * Reads and checks what is there, before Hazelcast is started.
   *
   * @throws MemberRefusedException when it is damaged
   */
  synchronized void load() throws IOException {
    SegmentLog.Opened opened = SegmentLog.open(directory.path(), segmentBytes, background);
    log = opened.log();
    unread = opened.frames();
  }

  /** What the group goes on from; after {@link #load}, once. */
  synchronized RestoredRaftState restore() throws IOException {
    Members members = directory.members();
    if (members == null) {
      throw new IOException("the group in " + directory.path() + " never began");
    }
    Vote vote = directory.vote();
    GroupReplay replay = GroupReplay.of(unread, serialization.get());
    unread = List.of();
    if (replay.lastTerm() > 0 && !directory.hasVoted()) {
      // A second vote in that term could elect a second leader.
      throw MemberRefusedException.damaged(directory.path(), 0, "the file of its vote is missing");
    }
    lastIndex = replay.lastIndex();
    flushed(lastIndex);
    boolean newerTerm = replay.lastTerm() > vote.term();
    return new RestoredRaftState(
        members.local(),
        members.initial(),
        Math.max(vote.term(), replay.lastTerm()),
        newerTerm ? null : vote.votedFor(),
        replay.snapshot(),
        replay.entries());
  }

  @Override
  public synchronized void open() throws IOException {
    guarded(
        () -> {
          if (log != null) {
            return; // restored
          }
          DurableFile.createDirectory(directory.path());
          if (directory.members() != null) {
            throw new IOException(directory.path() + " has a group that was not restored");
          }
          load();
        });
  }

  @Override
  public synchronized void persistInitialMembers(
      RaftEndpoint localMember, Collection<RaftEndpoint> initialMembers) throws IOException {
    guarded(
        () -> {
          if (directory.members() == null) {
            directory.writeMembers(new Members(group, localMember, List.copyOf(initialMembers)));
          }
        });
  }

  @Override
  public synchronized void persistTerm(int term, @Nullable RaftEndpoint votedFor)
      throws IOException {
    guarded(() -> directory.writeVote(new Vote(term, votedFor)));
  }

  @Override
  public synchronized void persistEntry(LogEntry entry) throws IOException {
    guarded(
        () -> {
          opened().append(FrameKind.ENTRY, entry.index(), out -> write(out, entry));
          lastIndex = entry.index();
        });
  }

  @Override
  public synchronized void persistSnapshot(SnapshotEntry entry) throws IOException {
    guarded(
        () -> {
          listener.beforeSnapshot(group, entry.index());
          opened().append(FrameKind.SNAPSHOT, entry.index(), out -> write(out, entry));
          lastIndex = Math.max(lastIndex, entry.index());
        });
  }

  @Override
  public synchronized void deleteEntriesFrom(long startIndexInclusive) throws IOException {
    guarded(
        () -> {
          opened().append(FrameKind.TRUNCATE, startIndexInclusive, SegmentLog.Payload.NONE);
          lastIndex = startIndexInclusive - 1;
        });
    if (flushedIndex >= startIndexInclusive) {
      flushed(startIndexInclusive - 1); // what stood there counts for nothing any more
    }
  }

  @Override
  public synchronized void flushLogs() throws IOException {
    guarded(() -> opened().flush());
    flushed(lastIndex);
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed || log == null) {
      closed = true;
      return;
    }
    if (failed) {
      closed = true;
      log.abandon();
      return;
    }
    guarded(log::close);
    closed = true;
  }

  /** How often the log was synced. */
  synchronized long flushes() throws IOException {
    return opened().flushes();
  }

  private void flushed(long index) {
    flushedIndex = index;
    listener.flushed(group, index);
  }

  private SegmentLog opened() throws IOException {
    if (log == null) {
      throw new IOException("the log of " + group + " is not open");
    }
    return log;
  }

  private void write(OutputStream out, LogEntry entry) throws IOException {
    // The stream has no buffer of its own: large payloads go straight into the frame.
    new ObjectDataOutputStream(out, serialization.get()).writeObject(entry);
  }

  private void guarded(Write write) throws IOException {
    if (failed || closed) {
      throw new IOException(
          "the log of " + group + (failed ? " stopped after a failed write" : " is closed"));
    }
    try {
      write.run();
    } catch (IOException | RuntimeException | Error e) {
      failed = true;
      onFailure.accept(e);
      throw e;
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
