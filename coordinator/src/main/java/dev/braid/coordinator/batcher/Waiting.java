package dev.braid.coordinator.batcher;

import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry that waits for its batch, with whoever waits for the answer. Used by one thread. */
sealed interface Waiting {
  Entry entry();

  /** The batch is certified (D1). */
  void applied(Position cursor);

  /** The log's rules do not let it in. */
  void violated(Violation violation, State state, long timeMillis);

  /** Nothing was appended of it, and here nothing will be now. */
  void unavailable(String why);

  /**
   * Nothing was appended of it: this member does not lead.
   *
   * @param leader who does as far as is known
   */
  void notLeading(@Nullable Address leader, String why);

  /** It may stand in the log. */
  void unknown();

  /** A bundle, with all that sent it (O2: one position, the same answer for each). */
  final class Submission implements Waiting {
    private final Entry.BundleSequenced entry;
    private final List<Answer> answers = new ArrayList<>(1);

    Submission(Entry.BundleSequenced entry) {
      this.entry = entry;
    }

    @Override
    public Entry.BundleSequenced entry() {
      return entry;
    }

    BundleId id() {
      return entry.id();
    }

    void add(Answer answer) {
      answers.add(answer);
    }

    /** It has a position already. */
    void found(Position cursor, BundleState state) {
      send(Replies.accepted(cursor, state));
    }

    /** It would end that bundle, which a round may hold: only the rounds may propose it. */
    void replaces(PendingBundle older) {
      send(Replies.replaces(older));
    }

    void refused(Refused refused) {
      send(Replies.refused(refused));
    }

    @Override
    public void applied(Position cursor) {
      found(cursor, BundleState.SEQUENCED);
    }

    @Override
    public void violated(Violation violation, State state, long timeMillis) {
      refused(Refusals.of(violation, entry, state, timeMillis));
    }

    @Override
    public void unavailable(String why) {
      refused(Refusals.unavailable(why));
    }

    @Override
    public void notLeading(@Nullable Address leader, String why) {
      send(Replies.submitNotLeader(leader));
    }

    @Override
    public void unknown() {
      send(Replies.submitUnknown());
    }

    private void send(byte[] reply) {
      answers.forEach(answer -> answer.send(reply));
      answers.clear();
    }
  }

  /**
   * An entry of the rounds.
   *
   * @param term in which it was thought of
   * @param arrivedNanos on the monotonic clock
   */
  record Proposal(Entry entry, long term, long arrivedNanos, Answer answer) implements Waiting {
    /** An adoption may wait for company. */
    static final long ADOPTION_WAIT_NANOS = 5_000_000;

    /** When it must go at the latest, on the monotonic clock. */
    long dueNanos() {
      return entry instanceof Entry.RollupAdopted
          ? arrivedNanos + ADOPTION_WAIT_NANOS
          : arrivedNanos;
    }

    @Override
    public void applied(Position cursor) {
      answer.send(Replies.applied(cursor));
    }

    @Override
    public void violated(Violation violation, State state, long timeMillis) {
      answer.send(Replies.violated(violation));
    }

    @Override
    public void unavailable(String why) {
      answer.send(Replies.unavailable(why));
    }

    @Override
    public void notLeading(@Nullable Address leader, String why) {
      unavailable(why);
    }

    @Override
    public void unknown() {
      answer.send(Replies.proposeUnknown());
    }

    void stale(long presentTerm) {
      answer.send(Replies.stale(presentTerm));
    }
  }
}
