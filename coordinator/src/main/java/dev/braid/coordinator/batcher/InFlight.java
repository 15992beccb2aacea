package dev.braid.coordinator.batcher;

import dev.braid.coordinator.batcher.Waiting.Submission;
import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Batches of this leadership that are on their way: given to the log and not certified yet, in the
 * order of their heights. Used by the batcher's loop alone.
 */
final class InFlight {
  private final Deque<Flight> flights = new ArrayDeque<>();
  private final Set<BundleId> ids = new HashSet<>();
  private int unanswered;
  // When something last moved, and when the newest certificate came: monotonic nanoseconds.
  private long movedNanos;
  private long certifiedNanos;

  /** An entry, who waits for it, and where it will stand. */
  record Member(Waiting waiting, Position cursor) {}

  /** A batch on its way. */
  static final class Flight {
    private final long height;
    private final BatchHash hash;
    private final List<Member> members;
    private boolean answered;
    private long answeredNanos;

    Flight(long height, BatchHash hash, List<Member> members) {
      this.height = height;
      this.hash = hash;
      this.members = List.copyOf(members);
    }

    long height() {
      return height;
    }

    List<Member> members() {
      return members;
    }

    boolean is(CertifiedBatch batch) {
      return height == batch.height() && hash.equals(batch.claim().hash());
    }
  }

  void add(Flight flight, long nowNanos) {
    if (flights.isEmpty()) {
      movedNanos = nowNanos;
      certifiedNanos = nowNanos;
    }
    flights.addLast(flight);
    unanswered++;
    for (Member member : flight.members()) {
      if (member.waiting() instanceof Submission submission) {
        ids.add(submission.id());
      }
    }
  }

  /** The log holds the batch. */
  void taken(Flight flight, long nowNanos) {
    if (!flight.answered) {
      flight.answered = true;
      flight.answeredNanos = nowNanos;
      unanswered--;
      movedNanos = nowNanos;
    }
  }

  /** Takes the next batch off when it is certified; null when this is not one of them. */
  @Nullable Flight certified(CertifiedBatch batch, long nowNanos) {
    Flight first = flights.peekFirst();
    if (first == null || !first.is(batch)) {
      return null;
    }
    taken(first, nowNanos);
    flights.removeFirst();
    movedNanos = nowNanos;
    certifiedNanos = nowNanos;
    for (Member member : first.members()) {
      if (member.waiting() instanceof Submission submission) {
        ids.remove(submission.id());
      }
    }
    return first;
  }

  /** Whether it is on its way still. */
  boolean contains(Flight flight) {
    return flights.contains(flight);
  }

  /** Takes all off. */
  List<Flight> clear() {
    List<Flight> all = new ArrayList<>(flights);
    flights.clear();
    ids.clear();
    unanswered = 0;
    return all;
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /** Batches that are not certified. */
  int uncertified() {
    return flights.size();
  }

  /** Batches of which the log has not said what became of them. */
  int unanswered() {
    return unanswered;
  }

  /** Whether a batch holds this bundle (O2). */
  boolean holds(BundleId id) {
    return ids.contains(id);
  }

  /** How long nothing was answered or certified though something should; 0 when nothing should. */
  long stillNanos(long nowNanos) {
    return flights.isEmpty() ? 0 : nowNanos - movedNanos;
  }

  /** How long a batch that the log holds has waited while none was certified; 0 = none waits. */
  long uncertifiedNanos(long nowNanos) {
    Flight first = flights.peekFirst();
    if (first == null || !first.answered) {
      return 0;
    }
    // While no majority took it no certificate could come: that time does not count.
    return Math.min(nowNanos - certifiedNanos, nowNanos - first.answeredNanos);
  }
}
