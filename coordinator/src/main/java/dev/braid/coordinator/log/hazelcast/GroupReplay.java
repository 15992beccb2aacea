package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.raft.impl.log.LogEntry;
import com.hazelcast.cp.internal.raft.impl.log.SnapshotEntry;
import com.hazelcast.internal.serialization.InternalSerializationService;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From frames to the newest snapshot and the entries behind it. Entries must follow one another
 * without a gap: a lost segment or frame is refused, never bridged.
 *
 * @param entries behind the snapshot, in order
 */
record GroupReplay(@Nullable SnapshotEntry snapshot, LogEntry[] entries) {

  static GroupReplay of(List<Frame> frames, InternalSerializationService serialization)
      throws IOException {
    TreeMap<Long, Frame> entries = new TreeMap<>();
    Frame snapshot = null;
    long last = -1; // not known before the first frame: older segments may be gone
    for (Frame frame : frames) {
      switch (frame.kind()) {
        case ENTRY -> {
          if (last >= 0 && frame.index() != last + 1) {
            throw gap(frame, "entry " + frame.index() + " follows " + last);
          }
          entries.put(frame.index(), frame);
          last = frame.index();
        }
        case TRUNCATE -> {
          entries.tailMap(frame.index(), true).clear();
          last = frame.index() - 1;
        }
        case SNAPSHOT -> {
          snapshot = frame;
          entries.headMap(frame.index(), true).clear();
          last = Math.max(last, frame.index());
        }
        case SEAL -> throw new IllegalStateException("a seal is no part of the log");
      }
    }
    long base = snapshot == null ? 0 : snapshot.index();
    Map.Entry<Long, Frame> first = entries.firstEntry();
    if (first != null && first.getKey() != base + 1) {
      throw gap(first.getValue(), "entry " + first.getKey() + " follows a snapshot of " + base);
    }
    LogEntry[] read = new LogEntry[entries.size()];
    int i = 0;
    for (Frame frame : entries.values()) {
      read[i++] = read(frame, LogEntry.class, serialization);
    }
    return new GroupReplay(
        snapshot == null ? null : read(snapshot, SnapshotEntry.class, serialization), read);
  }

  /** The index of the last entry or snapshot; 0 when there is none. */
  long lastIndex() {
    if (entries.length > 0) {
      return entries[entries.length - 1].index();
    }
    return snapshot == null ? 0 : snapshot.index();
  }

  /** The term of the last entry or snapshot; 0 when there is none. */
  int lastTerm() {
    if (entries.length > 0) {
      return entries[entries.length - 1].term();
    }
    return snapshot == null ? 0 : snapshot.term();
  }

  private static <T extends LogEntry> T read(
      Frame frame, Class<T> type, InternalSerializationService serialization) throws IOException {
    Object read = serialization.createObjectDataInput(frame.bytes(), frame.payload()).readObject();
    if (!type.isInstance(read) || type.cast(read).index() != frame.index()) {
      throw MemberRefusedException.damaged(
          frame.file(), frame.start(), "the frame of " + frame.index() + " holds " + read);
    }
    return type.cast(read);
  }

  private static MemberRefusedException gap(Frame frame, String what) {
    return MemberRefusedException.damaged(frame.file(), frame.start(), what);
  }
}
