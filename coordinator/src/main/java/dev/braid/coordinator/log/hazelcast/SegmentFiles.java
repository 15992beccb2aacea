package dev.braid.coordinator.log.hazelcast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one group's segments. The next one is made ahead on another thread, with its blocks
 * allocated, so that a sync on the hot path writes data and no metadata.
 */
final class SegmentFiles {
  private static final String PREFIX = "segment-";
  private static final String SUFFIX = ".raft";
  private static final String SPARE = "spare";
  private static final String SPARE_BEING_MADE = "spare.new";
  private static final int ZEROS = 1 << 18;

  private final Path directory;
  private final int segmentBytes;
  private final Executor background;
  private @Nullable CompletableFuture<Path> spare;

  SegmentFiles(Path directory, int segmentBytes, Executor background) {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.background = background;
  }

  Path path(long sequence) {
    return directory.resolve(String.format(Locale.ROOT, "%s%016d%s", PREFIX, sequence, SUFFIX));
  }

  /** What is there, by number. */
  SortedMap<Long, Path> list() throws IOException {
    SortedMap<Long, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
          String number = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
          found.put(Long.parseLong(number), file);
        }
      }
    } catch (NumberFormatException e) {
      throw new IOException("a segment of " + directory + " has no number", e);
    }
    return found;
  }

  /**
   * A new segment with its header, allocated and durable; takes the spare when it is large enough.
   */
  FileChannel create(long sequence, int atLeastBytes) throws IOException {
    Path made = spare != null && atLeastBytes <= segmentBytes ? await(spare) : null;
    if (made != null) {
      spare = null;
    } else {
      made = directory.resolve(SPARE_BEING_MADE + sequence);
      allocate(made, Math.max(atLeastBytes, segmentBytes));
    }
    FileChannel channel = FileChannel.open(made, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      writeFully(channel, SegmentHeader.of(sequence), 0);
      channel.force(false);
      Files.move(made, path(sequence), StandardCopyOption.ATOMIC_MOVE);
      DurableFile.syncDirectory(directory);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    prepareSpare();
    return channel;
  }

  /** Deletes one; on return its name is gone for good, so that no later one can go before it. */
  void delete(long sequence) throws IOException {
    Files.deleteIfExists(path(sequence));
    DurableFile.syncDirectory(directory);
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  private void prepareSpare() {
    Path ready = directory.resolve(SPARE);
    CompletableFuture<Path> future = new CompletableFuture<>();
    spare = future;
    background.execute(
        () -> {
          try {
            if (!Files.exists(ready) || Files.size(ready) != segmentBytes) {
              Path being = directory.resolve(SPARE_BEING_MADE);
              allocate(being, segmentBytes);
              Files.move(being, ready, StandardCopyOption.ATOMIC_MOVE);
            }
            future.complete(ready);
          } catch (IOException | RuntimeException e) {
            future.completeExceptionally(e);
          }
        });
  }

  private static Path await(CompletableFuture<Path> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException("the next segment could not be made: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the next segment was made", e);
    }
  }

  private static void allocate(Path file, int bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, bytes));
      for (int at = 0; at < bytes; at += zeros.capacity()) {
        zeros.clear().limit(Math.min(zeros.capacity(), bytes - at));
        writeFully(channel, zeros, at);
      }
      channel.force(true);
    }
  }
}
