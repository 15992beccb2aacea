package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.protocol.types.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Three {@link LogProcess}es, and all that they ever said. */
final class LogProcesses implements AutoCloseable {
  private final Path directory;
  private final int size;
  private final int window;
  private final Map<Address, HostPort> places = TestMember.places(3);
  private final @Nullable Process[] processes = new Process[3];
  private final long[] held = new long[3];
  private final Set<String> busLinks = ConcurrentHashMap.newKeySet();
  private final List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
  private final Map<Long, String> hashes = new ConcurrentSkipListMap<>();
  private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();
  private final Queue<Long> acknowledgedNanos = new ConcurrentLinkedQueue<>();
  private volatile int leader = -1;
  private final AtomicInteger merges = new AtomicInteger();

  LogProcesses(Path directory, int size, int window) {
    this.directory = directory;
    this.size = size;
    this.window = window;
    Arrays.fill(held, -1);
  }

  void startAll(StartMode mode) throws IOException {
    for (int i = 0; i < processes.length; i++) {
      start(i, mode);
    }
  }

  void start(int index, StartMode mode) throws IOException {
    Process process =
        LogProcess.builder(directory.resolve("m" + index), index, places, mode, size, window)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(directory.resolve("m" + index + ".err").toFile()))
            .start();
    processes[index] = process;
    Thread.ofPlatform().daemon().start(() -> listen(index, process));
  }

  private void listen(int index, Process process) {
    long expected = -1;
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "TOOK" -> leader = index;
          case "ACK" -> {
            acknowledgedNanos.add(System.nanoTime());
            same(acknowledged, Long.parseLong(words[1]), words[2], "acknowledged");
          }
          case "HELD" -> {
            long height = Long.parseLong(words[1]);
            if (expected >= 0 && height != expected) {
              wrong.add("member " + index + " was handed " + height + " after " + expected);
            }
            expected = height + 1;
            same(hashes, height, words[2], "held by " + index);
            held[index] = Math.max(held[index], height);
          }
          case "SKIPPED" -> expected = Long.parseLong(words[1]) + 1;
          case "MERGED" -> merges.incrementAndGet();
          case "BUS" -> busLinks.add(index + "-" + words[1]);
          case "NOBUS" -> busLinks.remove(index + "-" + words[1]);
          default -> {}
        }
      }
    } catch (IOException e) {
      // the process ended
    }
    busLinks.removeIf(link -> link.startsWith(index + "-"));
  }

  private void same(Map<Long, String> known, long height, String hash, String what) {
    String before = known.putIfAbsent(height, hash);
    if (before != null && !before.equals(hash)) {
      wrong.add(what + " " + height + ": " + before + " and " + hash);
    }
  }

  Process process(int index) {
    return Objects.requireNonNull(processes[index]);
  }

  /** Who took over last, as far as is known. */
  int leader() {
    return leader;
  }

  int merges() {
    return merges.get();
  }

  long acknowledged() {
    return acknowledged.size();
  }

  /** Waits until so many more appends were acknowledged. */
  void awaitMore(long count) {
    long target = acknowledgedNanos.size() + count;
    TestMember.until(count + " more", () -> acknowledgedNanos.size() >= target);
  }

  /** Milliseconds until the next acknowledgement after this moment. */
  long pauseAfter(long nanos) {
    TestMember.until("the next one", () -> nextAfter(nanos) > 0);
    return TimeUnit.NANOSECONDS.toMillis(nextAfter(nanos) - nanos);
  }

  private long nextAfter(long nanos) {
    return acknowledgedNanos.stream().filter(at -> at > nanos).findFirst().orElse(-1L);
  }

  /** Acknowledgements per second between two moments. */
  double rate(long fromNanos, long toNanos) {
    long count = acknowledgedNanos.stream().filter(at -> at > fromNanos && at < toNanos).count();
    return count * 1e9 / (toNanos - fromNanos);
  }

  void awaitBus() {
    TestMember.until("the event bus between all", () -> busLinks.size() == 6);
  }

  int busLinks() {
    return busLinks.size();
  }

  void kill(int index) throws InterruptedException {
    process(index).toHandle().destroyForcibly();
    assertThat(process(index).waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  void signal(int index, String name) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process(index).pid()))
                .start()
                .waitFor())
        .isZero();
  }

  /** All hold everything that was acknowledged, each height with one hash (O1, D1, D2). */
  void awaitAllHoldEverything() {
    long newest = ((ConcurrentSkipListMap<Long, String>) acknowledged).lastKey();
    TestMember.until(
        "all hold " + newest, () -> Arrays.stream(held).allMatch(height -> height >= newest));
    assertThat(wrong).isEmpty();
    Map<Long, String> told = new TreeMap<>(acknowledged);
    Map<Long, String> known = new TreeMap<>(hashes); // grows meanwhile: one look at it
    told.forEach(
        (height, hash) -> assertThat(hashes.get(height)).as("height %d", height).isEqualTo(hash));
    assertThat(Set.copyOf(known.values()).size()).as("none twice").isEqualTo(known.size());
    List<Long> missing =
        LongStream.range(0, newest).boxed().filter(height -> !known.containsKey(height)).toList();
    assertThat(missing).as("heights that nobody was handed").isEmpty();
  }

  @Override
  public void close() {
    for (Process process : processes) {
      if (process != null) {
        process.toHandle().destroyForcibly();
      }
    }
  }
}
