package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cp.internal.RaftEndpointImpl;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.log.LogEntry;
import com.hazelcast.cp.internal.raft.impl.log.SnapshotEntry;
import com.hazelcast.cp.internal.raft.impl.persistence.RestoredRaftState;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Raft group finds again. */
final class GroupStoreTest {
  private static final RaftGroupId GROUP = new RaftGroupId("log", 7, 9);
  private static final RaftEndpoint SELF = endpoint(1);
  private static final List<RaftEndpoint> INITIAL = List.of(SELF, endpoint(2), endpoint(3));

  @TempDir Path directory;

  private final InternalSerializationService serialization =
      new DefaultSerializationServiceBuilder().build();
  private final List<Long> flushed = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @AfterEach
  void dispose() {
    serialization.dispose();
  }

  @Test
  void restoresMembersTermVoteAndEntries() throws IOException {
    GroupStore store = begin();
    store.persistTerm(3, endpoint(2));
    entries(store, 3, 1, 2, 3);
    store.flushLogs();
    store.close();

    RestoredRaftState restored = reopened();
    assertThat(restored.localEndpoint()).isEqualTo(SELF);
    assertThat(restored.initialMembers()).containsExactlyElementsOf(INITIAL);
    assertThat(restored.term()).isEqualTo(3);
    assertThat(restored.votedFor()).isEqualTo(endpoint(2));
    assertThat(restored.snapshot()).isNull();
    assertThat(texts(restored)).containsExactly("1:3:op 1", "2:3:op 2", "3:3:op 3");
    assertThat(flushed).endsWith(3L);
  }

  @Test
  void takesTheTermOfItsNewestEntryWhenThatIsNewerThanItsVote() throws IOException {
    GroupStore store = begin();
    store.persistTerm(3, endpoint(2));
    entries(store, 5, 1);
    store.flushLogs();
    RestoredRaftState restored = reopened();
    assertThat(restored.term()).isEqualTo(5);
    assertThat(restored.votedFor()).isNull();
  }

  @Test
  void putsReplacedEntriesInThePlaceOfThoseThatWereTakenBack() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 1, 2, 3, 4);
    store.flushLogs();
    store.deleteEntriesFrom(3);
    assertThat(flushed).as("entries 3 and 4 count no more").endsWith(4L, 2L);
    store.flushLogs();
    entries(store, 2, 3);
    store.flushLogs();
    assertThat(texts(reopened())).containsExactly("1:1:op 1", "2:1:op 2", "3:2:op 3");
    assertThat(flushed).endsWith(2L, 3L, 3L);
  }

  @Test
  void beginsWithItsNewestSnapshot() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 1, 2, 3, 4, 5);
    store.persistSnapshot(new SnapshotEntry(1, 4, "state at 4", 0, INITIAL));
    entries(store, 1, 6);
    store.flushLogs();
    RestoredRaftState restored = reopened();
    assertThat(restored.snapshot().index()).isEqualTo(4);
    assertThat(restored.snapshot().operation()).isEqualTo("state at 4");
    assertThat(texts(restored)).containsExactly("5:1:op 5", "6:1:op 6");
  }

  @Test
  void goesOnBehindASnapshotThatTheLeaderSent() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 1, 2);
    store.persistSnapshot(new SnapshotEntry(4, 100, "state at 100", 0, INITIAL));
    store.flushLogs();
    assertThat(flushed).endsWith(100L);
    entries(store, 4, 101);
    store.flushLogs();
    RestoredRaftState restored = reopened();
    assertThat(restored.snapshot().index()).isEqualTo(100);
    assertThat(texts(restored)).containsExactly("101:4:op 101");
    assertThat(restored.term()).isEqualTo(4);
  }

  @Test
  void deletesOldSegmentsAndStillRestores() throws IOException {
    GroupStore store = begin();
    for (int i = 1; i <= 3000; i++) {
      entries(store, 1, i);
      if (i % 500 == 0) {
        store.persistSnapshot(new SnapshotEntry(1, i - 10, "state", 0, INITIAL));
        store.flushLogs();
      }
    }
    assertThat(new SegmentFiles(directory, 1, Runnable::run).list().size()).isLessThan(30);
    RestoredRaftState restored = reopened();
    assertThat(restored.snapshot().index()).isEqualTo(2990);
    assertThat(texts(restored)).hasSize(10).last().isEqualTo("3000:1:op 3000");
  }

  @Test
  void refusesAGapBetweenSnapshotAndEntries() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 5, 6);
    store.flushLogs();
    store.close();
    assertThatThrownBy(this::reopened)
        .isInstanceOf(MemberRefusedException.class)
        .hasMessageContaining("entry 5 follows a snapshot of 0");
  }

  @Test
  void syncsOnceForAllEntriesOfAFlush() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 1, 2, 3, 4, 5, 6, 7, 8);
    store.flushLogs();
    assertThat(store.flushes()).isEqualTo(1);
  }

  @Test
  void keepsTheOldVoteWhenAStopLeftHalfOfTheNewOne() throws IOException {
    GroupStore store = begin();
    store.persistTerm(3, endpoint(2));
    byte[] old = Files.readAllBytes(directory.resolve("vote"));
    store.persistTerm(4, endpoint(3));
    byte[] renamedNot = Files.readAllBytes(directory.resolve("vote"));
    Files.write(directory.resolve("vote"), old);
    for (int bytes = 0; bytes <= renamedNot.length; bytes++) {
      Files.write(directory.resolve("vote.new"), Arrays.copyOf(renamedNot, bytes));
      RestoredRaftState restored = reopened();
      assertThat(restored.term()).isEqualTo(3);
      assertThat(restored.votedFor()).isEqualTo(endpoint(2));
    }
  }

  @Test
  void refusesAChangedBitInTheVote() throws IOException {
    GroupStore store = begin();
    store.persistTerm(3, endpoint(2));
    byte[] whole = Files.readAllBytes(directory.resolve("vote"));
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 2;
      Files.write(directory.resolve("vote"), damaged);
      assertThatThrownBy(this::reopened)
          .isInstanceOf(MemberRefusedException.class)
          .hasMessageContaining(directory.resolve("vote").toString());
    }
  }

  @Test
  void refusesEntriesWithoutAVote() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 1);
    store.flushLogs();
    store.close();
    Files.delete(directory.resolve("vote"));
    assertThatThrownBy(this::reopened)
        .isInstanceOf(MemberRefusedException.class)
        .hasMessageContaining("vote is missing");
  }

  @Test
  void stopsForGoodAfterTheFirstFailure() throws IOException {
    GroupStore store = begin();
    entries(store, 1, 1);
    store.flushLogs();
    LogEntry unwritable = new LogEntry(1, 2, new Unwritable());
    assertThatThrownBy(() -> store.persistEntry(unwritable))
        .hasStackTraceContaining("not to be written");
    assertThat(failures).hasSize(1);
    assertThatThrownBy(store::flushLogs).hasMessageContaining("stopped after a failed write");
    assertThatThrownBy(() -> store.persistTerm(9, SELF)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> entries(store, 1, 2)).isInstanceOf(IOException.class);
    store.close();
    assertThat(failures).hasSize(1);
    assertThat(texts(reopened())).containsExactly("1:1:op 1");
  }

  @Test
  void beginsNoGroupOverOneThatWasNotRestored() throws IOException {
    begin().close();
    assertThatThrownBy(() -> store().open()).hasMessageContaining("was not restored");
  }

  private static final class Unwritable implements DataSerializable {
    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
      throw new IOException("not to be written");
    }

    @Override
    public void readData(ObjectDataInput in) {}
  }

  private GroupStore store() {
    return new GroupStore(
        GROUP,
        new GroupDirectory(directory),
        1 << 14,
        Runnable::run,
        () -> serialization,
        (group, index) -> flushed.add(index),
        failures::add);
  }

  private GroupStore begin() throws IOException {
    GroupStore store = store();
    store.open();
    store.persistInitialMembers(SELF, INITIAL);
    store.persistTerm(1, null);
    return store;
  }

  private RestoredRaftState reopened() throws IOException {
    GroupStore store = store();
    store.load();
    RestoredRaftState state = store.restore();
    store.open();
    store.persistInitialMembers(SELF, INITIAL);
    store.close();
    return state;
  }

  private static void entries(GroupStore store, int term, long... indices) throws IOException {
    for (long index : indices) {
      store.persistEntry(new LogEntry(term, index, "op " + index));
    }
  }

  private static List<String> texts(RestoredRaftState state) {
    return Arrays.stream(state.entries())
        .map(entry -> entry.index() + ":" + entry.term() + ":" + entry.operation())
        .toList();
  }

  private static RaftEndpoint endpoint(long number) {
    return new RaftEndpointImpl(new UUID(0, number));
  }
}
