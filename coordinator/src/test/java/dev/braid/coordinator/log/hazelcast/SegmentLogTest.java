package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read back after a stop at any place, and what is refused. */
final class SegmentLogTest {
  private static final int SEGMENT = 1024;

  @TempDir Path directory;

  @Test
  void readsBackWhatWasFlushedInItsOrder() throws IOException {
    SegmentLog log = open().log();
    entry(log, 1, "one");
    entry(log, 2, "two");
    log.append(FrameKind.TRUNCATE, 2, SegmentLog.Payload.NONE);
    entry(log, 2, "two again");
    log.flush();
    log.abandon();
    assertThat(read())
        .containsExactly("ENTRY 1 one", "ENTRY 2 two", "TRUNCATE 2 ", "ENTRY 2 two again");
  }

  @Test
  void makesManyEntriesDurableWithOneSync() throws IOException {
    SegmentLog log = open().log();
    for (int i = 1; i <= 20; i++) {
      entry(log, i, "entry");
    }
    log.flush();
    log.flush();
    assertThat(log.flushes()).isEqualTo(1);
    log.close();
    assertThat(read()).hasSize(20);
  }

  @Test
  void forgetsWhatWasNotFlushed() throws IOException {
    SegmentLog log = open().log();
    entry(log, 1, "flushed");
    log.flush();
    entry(log, 2, "not flushed");
    log.abandon();
    assertThat(read()).containsExactly("ENTRY 1 flushed");
  }

  @Test
  void cutsATailThatIsTornAtAnyByte() throws IOException {
    byte[] whole = twoFlushes("first", "the frame that is torn");
    int start = endOf(whole, 1);
    int end = endOf(whole, 2);
    for (int cut = start; cut < end; cut++) {
      byte[] zeros = whole.clone();
      Arrays.fill(zeros, cut, zeros.length, (byte) 0);
      byte[] rubbish = zeros.clone();
      Arrays.fill(rubbish, cut, end, (byte) 0x5a);
      byte[] shorter = Arrays.copyOf(whole, cut);
      for (byte[] torn : List.of(zeros, rubbish, shorter)) {
        replaceAll(torn);
        assertThat(read())
            .as("cut at %d of %d to %d", cut, start, end)
            .containsExactly("ENTRY 1 first");
      }
    }
  }

  @Test
  void goesOnBehindACutTailAndNeverReadsItAgain() throws IOException {
    byte[] whole = twoFlushes("first", "torn");
    whole[endOf(whole, 1) + FrameBuffer.HEADER_BYTES] ^= 1;
    replaceAll(whole);
    SegmentLog log = open().log();
    entry(log, 2, "instead");
    log.flush();
    log.abandon();
    assertThat(read()).containsExactly("ENTRY 1 first", "ENTRY 2 instead");
    assertThat(read()).containsExactly("ENTRY 1 first", "ENTRY 2 instead");
  }

  @Test
  void refusesAChangedBitAnywhereBeforeTheLastFlush() throws IOException {
    byte[] whole = twoFlushes("what was acknowledged", "last");
    int end = endOf(whole, 1);
    for (int at = SegmentHeader.BYTES; at < end; at++) {
      for (int bit = 0; bit < 8; bit += 3) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        replaceAll(damaged);
        refuses(segment(1), SegmentHeader.BYTES);
      }
    }
  }

  @Test
  void refusesAChangedHeader() throws IOException {
    byte[] whole = twoFlushes("one", "two");
    for (int at = 0; at < SegmentHeader.BYTES; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 4;
      replaceAll(damaged);
      assertThatThrownBy(this::open).as("byte %d", at).hasMessageContaining(segment(1).toString());
    }
  }

  @Test
  void refusesAnyChangeInAnOlderSegmentAndNamesTheFileAndTheOffset() throws IOException {
    fill(1, 200);
    byte[] whole = Files.readAllBytes(segment(2));
    byte[] damaged = whole.clone();
    damaged[SegmentHeader.BYTES + 50] ^= 1;
    Files.write(segment(2), damaged);
    assertThatThrownBy(this::open)
        .isInstanceOf(MemberRefusedException.class)
        .hasMessageContaining(segment(2).toString())
        .hasMessageContaining("damaged at byte");
    Arrays.fill(damaged, whole.length - 300, whole.length, (byte) 0);
    Files.write(segment(2), damaged);
    assertThatThrownBy(this::open).isInstanceOf(MemberRefusedException.class);
    Files.write(segment(2), whole);
    assertThat(read()).hasSize(200);
  }

  @Test
  void refusesAMissingSegment() throws IOException {
    fill(1, 200);
    Files.delete(segment(2));
    assertThatThrownBy(this::open)
        .hasMessageContaining(segment(2) + " is damaged at byte 0: it is missing");
  }

  @Test
  void takesAFrameThatIsLargerThanASegment() throws IOException {
    SegmentLog log = open().log();
    entry(log, 1, "small");
    entry(log, 2, "x".repeat(10 * SEGMENT));
    entry(log, 3, "small");
    log.flush();
    log.abandon();
    assertThat(read()).hasSize(3).last().isEqualTo("ENTRY 3 small");
  }

  @Test
  void deletesSegmentsOnlyBelowASnapshotThatIsFlushed() throws IOException {
    SegmentLog log = open().log();
    for (int i = 1; i <= 200; i++) {
      entry(log, i, "entry " + i);
    }
    log.flush();
    int before = new SegmentFiles(directory, SEGMENT, Runnable::run).list().size();
    log.append(FrameKind.SNAPSHOT, 150, out -> out.write(7));
    assertThat(new SegmentFiles(directory, SEGMENT, Runnable::run).list()).hasSize(before);
    log.flush();
    assertThat(new SegmentFiles(directory, SEGMENT, Runnable::run).list().size())
        .isBetween(2, before - 1);
    entry(log, 201, "after");
    log.flush();
    log.abandon();
    List<String> frames = read();
    assertThat(frames).contains("ENTRY 151 entry 151", "ENTRY 200 entry 200", "ENTRY 201 after");
    assertThat(frames).filteredOn(f -> f.startsWith("SNAPSHOT 150")).hasSize(1);
  }

  @Test
  void opensAfterAStopBetweenASealAndTheNextSegment() throws IOException {
    fill(1, 200);
    long newest = new SegmentFiles(directory, SEGMENT, Runnable::run).list().lastKey();
    // The next segment was not made yet, and what was made of it is still under another name.
    Files.move(segment(newest), directory.resolve("spare.new" + newest));
    List<String> frames = read();
    assertThat(frames).isNotEmpty().startsWith("ENTRY 1 entry 1");
    assertThat(read()).isEqualTo(frames);
  }

  @Test
  void opensManyTimesWithoutGrowing() throws IOException {
    SegmentLog log = open().log();
    entry(log, 1, "one");
    log.close();
    for (int i = 0; i < 20; i++) {
      assertThat(read()).containsExactly("ENTRY 1 one");
    }
    long bytes = 0;
    for (Path file : new SegmentFiles(directory, SEGMENT, Runnable::run).list().values()) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isLessThan(3 * SEGMENT);
  }

  private SegmentLog.Opened open() throws IOException {
    return SegmentLog.open(directory, SEGMENT, Runnable::run);
  }

  private List<String> read() throws IOException {
    SegmentLog.Opened opened = open();
    opened.log().abandon();
    return opened.frames().stream().map(SegmentLogTest::text).toList();
  }

  private void fill(int first, int last) throws IOException {
    SegmentLog log = open().log();
    for (int i = first; i <= last; i++) {
      entry(log, i, "entry " + i);
    }
    log.flush();
    log.abandon();
  }

  /** The newest segment's bytes after two entries, each flushed by itself. */
  private byte[] twoFlushes(String first, String second) throws IOException {
    SegmentLog log = open().log();
    entry(log, 1, first);
    log.flush();
    entry(log, 2, second);
    log.flush();
    log.abandon();
    return Files.readAllBytes(segment(1));
  }

  /** Where the frame of that number ends in the first segment. */
  private int endOf(byte[] bytes, int frame) {
    return SegmentScan.read(segment(1), bytes, 1, true).frames().get(frame - 1).end();
  }

  private void replaceAll(byte[] segment) throws IOException {
    for (Path file : new SegmentFiles(directory, SEGMENT, Runnable::run).list().values()) {
      Files.delete(file);
    }
    Files.write(segment(1), segment);
  }

  private void refuses(Path file, int offset) {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            MemberRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.DAMAGED))
        .hasMessageContaining(file + " is damaged at byte " + offset);
  }

  private Path segment(long number) {
    return new SegmentFiles(directory, SEGMENT, Runnable::run).path(number);
  }

  private static void entry(SegmentLog log, long index, String text) throws IOException {
    log.append(FrameKind.ENTRY, index, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Frame frame) {
    String payload =
        new String(
            frame.bytes(), frame.payload(), frame.end() - frame.payload(), StandardCharsets.UTF_8);
    return frame.kind() + " " + frame.index() + " " + payload;
  }
}
