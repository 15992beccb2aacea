package dev.braid.coordinator.log.hazelcast;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames in segments, appended to a buffer and made durable by {@link #flush}: one sync for
 * whatever was appended since the last one. Knows nothing of Raft but that a flushed snapshot makes
 * the segments wholly below it needless. For one thread at a time. After an {@link IOException} it
 * must not be used any more: what the disk holds is known after the next start.
 */
final class SegmentLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int WRITE_EARLY_BYTES = 4 << 20;
  private static final int SEAL_BYTES = FrameBuffer.HEADER_BYTES;

  /** Writes the payload of a frame. */
  @FunctionalInterface
  interface Payload {
    Payload NONE = out -> {};

    void writeTo(OutputStream out) throws IOException;
  }

  /** What stood in the segments, in order, and the log that goes on behind it. */
  record Opened(SegmentLog log, List<Frame> frames) {}

  private record Segment(long sequence, long highestIndex) {}

  private final SegmentFiles files;
  private final Executor background;
  private final Deque<Segment> sealed = new ArrayDeque<>();
  private final FrameBuffer buffer = new FrameBuffer(BUFFER_BYTES);
  private FileChannel channel;
  private long sequence;
  private int capacity;
  private long highestIndex;

  /** Up to where the segment's file is written, and up to where it is synced. */
  private int written = SegmentHeader.BYTES;

  private int durable = SegmentHeader.BYTES;

  private long snapshotIndex;
  private long snapshotSequence;
  private long flushes;

  private SegmentLog(SegmentFiles files, Executor background, FileChannel channel, long sequence)
      throws IOException {
    this.files = files;
    this.background = background;
    this.channel = channel;
    this.sequence = sequence;
    this.capacity = Math.toIntExact(channel.size());
  }

  /**
   * Reads and checks every segment, cuts a torn tail, and goes on in a new segment. What is
   * returned is durable.
   *
   * @param background makes segments ahead and deletes needless ones, in the order given
   * @throws MemberRefusedException when anything but the tail is damaged
   */
  static Opened open(Path directory, int segmentBytes, Executor background) throws IOException {
    SegmentFiles files = new SegmentFiles(directory, segmentBytes, background);
    SortedMap<Long, Path> found = files.list();
    List<Frame> frames = new ArrayList<>();
    List<Segment> sealed = new ArrayList<>();
    long next = found.isEmpty() ? 1 : found.firstKey();
    for (Map.Entry<Long, Path> segment : found.entrySet()) {
      if (segment.getKey() != next) {
        throw MemberRefusedException.damaged(files.path(next), 0, "it is missing");
      }
      boolean newest = segment.getKey().equals(found.lastKey());
      byte[] bytes = Files.readAllBytes(segment.getValue());
      SegmentScan scan = SegmentScan.read(segment.getValue(), bytes, next, newest);
      if (newest) {
        finish(segment.getValue(), scan);
      }
      frames.addAll(scan.frames());
      sealed.add(new Segment(next, highest(scan.frames())));
      next++;
    }
    SegmentLog log = new SegmentLog(files, background, files.create(next, 0), next);
    log.sealed.addAll(sealed);
    return new Opened(log, frames);
  }

  /** How often something was synced. */
  long flushes() {
    return flushes;
  }

  /** Durable after the next {@link #flush}, in the order of appending. */
  void append(FrameKind kind, long index, Payload payload) throws IOException {
    int start = buffer.begin(kind, index, durable);
    payload.writeTo(buffer);
    buffer.end(start);
    if ((long) written + buffer.size() + SEAL_BYTES > capacity) {
      byte[] frame = buffer.takeFrom(start);
      roll(frame.length);
      buffer.putAgain(frame, durable);
    }
    highestIndex = Math.max(highestIndex, index);
    if (kind == FrameKind.SNAPSHOT) {
      snapshotIndex = index;
      snapshotSequence = sequence;
    }
    if (buffer.size() > WRITE_EARLY_BYTES) {
      writeBuffer();
    }
  }

  /** Everything appended is durable on return. */
  void flush() throws IOException {
    sync();
    deleteNeedless();
  }

  /** Flushes and closes the files. */
  @Override
  public void close() throws IOException {
    try (FileChannel closing = channel) {
      sync();
    }
  }

  /** Closes the files without writing anything. */
  void abandon() throws IOException {
    channel.close();
  }

  private void sync() throws IOException {
    writeBuffer();
    if (durable < written) {
      channel.force(false);
      durable = written;
      flushes++;
    }
  }

  private void writeBuffer() throws IOException {
    int bytes = buffer.size();
    if (bytes > 0) {
      SegmentFiles.writeFully(channel, buffer.content(), written);
      written += bytes;
      buffer.clear();
    }
  }

  /** Completes the segment and starts the next one, in which a frame of that size fits. */
  private void roll(int frameBytes) throws IOException {
    buffer.end(buffer.begin(FrameKind.SEAL, highestIndex, durable));
    sync();
    channel.close();
    sealed.add(new Segment(sequence, highestIndex));
    sequence++;
    channel = files.create(sequence, SegmentHeader.BYTES + frameBytes + SEAL_BYTES);
    capacity = Math.toIntExact(channel.size());
    highestIndex = 0;
    written = SegmentHeader.BYTES;
    durable = SegmentHeader.BYTES;
  }

  private void deleteNeedless() {
    Segment oldest = sealed.peekFirst();
    while (oldest != null
        && oldest.sequence() < snapshotSequence
        && oldest.highestIndex() <= snapshotIndex) {
      long needless = sealed.removeFirst().sequence();
      background.execute(() -> delete(needless));
      oldest = sealed.peekFirst();
    }
  }

  private void delete(long needless) {
    try {
      files.delete(needless);
    } catch (IOException e) {
      LOG.warn("needless segment not deleted file={} error={}", files.path(needless), e.toString());
    }
  }

  /**
   * Makes what was read durable, and ends a segment that a stop left open after its good frames.
   */
  private static void finish(Path file, SegmentScan scan) throws IOException {
    if (scan.torn()) {
      LOG.warn("torn tail cut file={} offset={}", file, scan.end());
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (scan.sealed()) {
        channel.force(false);
        return;
      }
      FrameBuffer seal = new FrameBuffer(SEAL_BYTES);
      seal.end(seal.begin(FrameKind.SEAL, highest(scan.frames()), scan.end()));
      SegmentFiles.writeFully(channel, seal.content(), scan.end());
      channel.truncate((long) scan.end() + SEAL_BYTES);
      channel.force(true);
    }
  }

  private static long highest(List<Frame> frames) {
    return frames.stream().mapToLong(Frame::index).max().orElse(0);
  }
}
