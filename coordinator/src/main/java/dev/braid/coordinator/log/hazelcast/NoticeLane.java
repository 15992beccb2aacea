package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.loop.Loop;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The notices on their way to one member: one message at a time, so that their order holds, and all
 * that gathered meanwhile in the next one. A member that is stopped costs at most {@link
 * #MAX_WAITING_BYTES} here and a few messages in Hazelcast's buffers: the pauses after messages
 * without an answer grow.
 */
final class NoticeLane {
  static final int MAX_WAITING_BYTES = 1 << 20;
  static final int MAX_MESSAGE_BYTES = 256 << 10;
  static final long FIRST_PATIENCE_MILLIS = 500;
  static final long MAX_PATIENCE_MILLIS = 8_000;

  private final Sender sender;
  private final Loop timers;
  private final AtomicLong dropped;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private long inFlight;
  private long sentNanos;
  private long patienceMillis = FIRST_PATIENCE_MILLIS;
  private Loop.@Nullable Timer timer;

  /** Sends a message with this number; false when it cannot be sent now. */
  @FunctionalInterface
  interface Sender {
    boolean send(long number, byte[] notices);
  }

  private final AtomicLong numbers;

  NoticeLane(Sender sender, Loop timers, AtomicLong numbers, AtomicLong dropped) {
    this.sender = sender;
    this.timers = timers;
    this.numbers = numbers;
    this.dropped = dropped;
  }

  synchronized void add(PeerNotice notice) {
    byte[] bytes = notice.toByteArray();
    if (waitingBytes + bytes.length > MAX_WAITING_BYTES) {
      dropped.incrementAndGet();
      return;
    }
    waiting.add(bytes);
    waitingBytes += bytes.length;
    if (inFlight == 0) {
      next();
    }
  }

  /** The message of this number was served. */
  synchronized void received(long number) {
    if (number == inFlight) {
      if (patienceMillis > FIRST_PATIENCE_MILLIS) {
        patienceMillis = FIRST_PATIENCE_MILLIS;
        if (timer != null) {
          timer.cancel(); // it was set for longer
          timer = null;
        }
      }
      done();
    }
  }

  /** The timer is left to run when an answer comes: to set one for each message costs more. */
  private synchronized void look() {
    timer = null;
    if (inFlight == 0) {
      return;
    }
    long left = patienceMillis - TimeUnit.NANOSECONDS.toMillis(timers.nanoTime() - sentNanos);
    if (left > 0) {
      watch(left);
      return;
    }
    patienceMillis = Math.min(2 * patienceMillis, MAX_PATIENCE_MILLIS);
    done();
  }

  private void watch(long millis) {
    if (timer == null) {
      timer = timers.after(millis, this::look);
    }
  }

  private void done() {
    inFlight = 0;
    if (!waiting.isEmpty()) {
      next();
    }
  }

  private void next() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int count = 0;
    while (!waiting.isEmpty()
        && (count == 0 || message.size() + waiting.peek().length <= MAX_MESSAGE_BYTES)) {
      byte[] notice = waiting.remove();
      waitingBytes -= notice.length;
      count++;
      writeDelimited(message, notice);
    }
    long number = numbers.incrementAndGet();
    if (!sender.send(number, message.toByteArray())) {
      dropped.addAndGet(count + (long) waiting.size());
      waiting.clear();
      waitingBytes = 0;
      return;
    }
    inFlight = number;
    sentNanos = timers.nanoTime();
    watch(patienceMillis);
  }

  // As PeerNotice.writeDelimitedTo does.
  private static void writeDelimited(ByteArrayOutputStream message, byte[] notice) {
    int length = notice.length;
    while ((length & ~0x7f) != 0) {
      message.write((length & 0x7f) | 0x80);
      length >>>= 7;
    }
    message.write(length);
    try {
      message.write(notice);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
