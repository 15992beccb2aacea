package dev.braid.coordinator.batcher;

import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.proto.v1.PeerProto.Clock;
import dev.braid.proto.v1.PeerProto.GetClock;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's time as this member has it: its own clock and its offset to the median of the members'
 * clocks, asked for every second and before a term's first batch (design section 4). Who is far off
 * the median must not lead. Measures on its loop; read by any thread.
 */
public final class ClockSync implements LogClock {
  private static final Logger LOG = LoggerFactory.getLogger(ClockSync.class);

  /** A leader whose clock is further off the median stops proposing (design section 4). */
  static final long MAX_OFFSET_MILLIS = 1_000;

  static final long PERIOD_MILLIS = 1_000;

  /** While a leader waits for a measurement. */
  static final long HASTE_MILLIS = 200;

  /** Answers that took longer say too little: they may be wrong by half of that. */
  static final long MAX_ROUND_TRIP_MILLIS = 800;

  /** So long a reading counts: one that is missed now and then does no harm. */
  static final long READING_MILLIS = 5_000;

  private static final String HEALTH_KEY = "clock";

  private final Loop loop;
  private final Peers peers;
  private final LogClock own;
  private final HealthBoard board;
  private final AtomicLong newest = new AtomicLong(Long.MIN_VALUE);

  // As measured last, and what the log's time goes by: the last one that was near.
  private volatile long offsetMillis;
  private volatile long usedMillis;
  private volatile @Nullable String unfit;

  // Of the loop.
  private final Map<Address, Reading> readings = new LinkedHashMap<>();
  private @Nullable Runnable waiting;
  private long waitingNanos;
  private int unanswered;
  private Loop.@Nullable Timer next;

  /** How far another member's clock is ahead of the own one, and when it was read. */
  private record Reading(long offsetMillis, long atNanos) {}

  /**
   * @param own the wall clock carried on by the monotonic clock
   * @param board told when this clock is far off
   */
  public ClockSync(Loop loop, Peers peers, LogClock own, HealthBoard board) {
    this.loop = loop;
    this.peers = peers;
    this.own = own;
    this.board = board;
  }

  /** Begins to measure. */
  public void start() {
    loop.execute(this::round);
  }

  /** What this member answers to {@code GetClock}; from any thread, at once. */
  public PeerReply answer() {
    return PeerReply.newBuilder()
        .setClock(Clock.newBuilder().setNowMillis(own.nowMillis()))
        .build();
  }

  /** How far the members' median is ahead of the own clock; 0 before it is known. */
  public long offsetMillis() {
    return offsetMillis;
  }

  @Override
  public long nowMillis() {
    return newest.accumulateAndGet(own.nowMillis() + usedMillis, Math::max);
  }

  @Override
  public @Nullable String unfit() {
    return unfit;
  }

  /** Whoever waited before waits no more. */
  @Override
  public void measure(Runnable done) {
    loop.execute(
        () -> {
          waiting = done;
          waitingNanos = loop.nanoTime();
          round();
          evaluate();
        });
  }

  private void round() {
    if (next != null) {
      next.cancel();
    }
    for (Address member : peers.others()) {
      unanswered++;
      ask(member);
    }
    next = loop.after(waiting == null ? PERIOD_MILLIS : HASTE_MILLIS, this::round);
  }

  private void ask(Address member) {
    long sent = loop.nanoTime();
    peers
        .ask(
            member,
            PeerRequest.newBuilder().setGetClock(GetClock.getDefaultInstance()).build(),
            Duration.ofMillis(MAX_ROUND_TRIP_MILLIS))
        .whenComplete(
            (reply, failure) -> {
              // At once: what waits for the loop would count as the way here.
              long received = loop.nanoTime();
              long ownMillis = own.nowMillis();
              Reading reading =
                  failure == null && reply.hasClock()
                      ? reading(reply.getClock().getNowMillis(), sent, received, ownMillis)
                      : null;
              loop.execute(() -> heard(member, reading));
            })
        .exceptionally(unreachable -> null);
  }

  private static @Nullable Reading reading(long theirs, long sent, long received, long ownMillis) {
    long roundTripMillis = TimeUnit.NANOSECONDS.toMillis(received - sent);
    return roundTripMillis <= MAX_ROUND_TRIP_MILLIS
        ? new Reading(theirs + roundTripMillis / 2 - ownMillis, received)
        : null;
  }

  private void heard(Address member, @Nullable Reading reading) {
    unanswered--;
    if (reading != null) {
      readings.put(member, reading);
    }
    evaluate();
  }

  private void evaluate() {
    long now = loop.nanoTime();
    readings.values().removeIf(reading -> now - reading.atNanos() > millis(READING_MILLIS));
    int majority = (peers.others().size() + 1) / 2 + 1;
    if (readings.size() + 1 < majority) {
      return;
    }
    List<Long> offsets = new ArrayList<>(readings.size() + 1);
    offsets.add(0L);
    readings.values().forEach(reading -> offsets.add(reading.offsetMillis()));
    long median = median(offsets);
    if (Math.abs(median) > MAX_OFFSET_MILLIS && unanswered > 0) {
      return; // before this clock is called wrong all others are heard
    }
    set(median);
    long fresh =
        readings.values().stream().filter(reading -> reading.atNanos() - waitingNanos >= 0).count();
    Runnable done = waiting;
    if (done != null && fresh + 1 >= majority) {
      waiting = null;
      done.run();
    }
  }

  /** Of an even number the middle between the two in the middle. */
  static long median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    int upper = sorted.size() / 2;
    int lower = (sorted.size() - 1) / 2;
    return Math.floorDiv(sorted.get(lower) + sorted.get(upper), 2L);
  }

  private void set(long median) {
    offsetMillis = median;
    boolean isFar = Math.abs(median) > MAX_OFFSET_MILLIS;
    if (isFar) {
      String why = "its clock is " + -median + " ms ahead of the members' median";
      if (unfit == null) {
        LOG.error("ALARM this member's clock is wrong: offset to the median millis={}", median);
      }
      unfit = why;
      board.report(
          HEALTH_KEY,
          HealthBoard.Severity.DEGRADED,
          "this member's clock is more than " + MAX_OFFSET_MILLIS + " ms off the members' median");
      return;
    }
    usedMillis = median;
    if (unfit != null) {
      LOG.info("clock is near the members' median again offsetMillis={}", median);
      unfit = null;
      board.clear(HEALTH_KEY);
    }
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
