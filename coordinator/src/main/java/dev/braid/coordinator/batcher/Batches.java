package dev.braid.coordinator.batcher;

import dev.braid.coordinator.batcher.InFlight.Flight;
import dev.braid.coordinator.batcher.InFlight.Member;
import dev.braid.coordinator.batcher.Waiting.Proposal;
import dev.braid.coordinator.batcher.Waiting.Submission;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.SequencedIds;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes batches of what waits, by the rules that members apply ({@link BatchDraft}), appends them,
 * and answers when they are certified (D1). An entry that would make a batch void never gets into
 * one. Used by the batcher's loop alone; makes nothing unless a leadership has begun.
 */
final class Batches {
  private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

  /**
   * After such a silence the leader claims a new term first: a step of time of more than an hour is
   * taken only from a batch that holds the claim alone (design section 4).
   */
  static final long MAX_SILENCE_MILLIS = 30 * 60_000L;

  private final Setup setup;
  private final Intake intake;
  private final Owner owner;
  private final InFlight inFlight = new InFlight();

  // Newest state, batches in flight included.
  private State tip;
  private long term;
  private long claimHeight = -1;

  /** Who decides whether batches are made. */
  interface Owner {
    /** The first batch of the term is certified. */
    void claimed(State state);

    /** A batch is not in the log, or nobody knows: this leadership is over (A2). */
    void notTaken(String why);

    /** A batch of this leader broke a rule. */
    void isVoid(CertifiedBatch batch);

    /** Nothing was appended for so long that the term must be claimed anew. */
    void silent();
  }

  Batches(Setup setup, Intake intake, Owner owner) {
    this.setup = setup;
    this.intake = intake;
    this.owner = owner;
    this.tip = setup.ledger().state();
  }

  InFlight inFlight() {
    return inFlight;
  }

  /**
   * Begins a leadership with the batch that says so.
   *
   * @param from the certified state that stands at the take-over's head
   * @return what keeps the claim out of the log; null = it is on its way
   */
  @Nullable Violation claim(State from, long newTerm, List<Entry> entries) {
    tip = from;
    term = newTerm;
    BatchDraft draft = setup.rules().open(tip, term, timeMillis(), ids());
    for (Entry entry : entries) {
      Violation violation = draft.add(entry);
      if (violation != null) {
        return violation;
      }
    }
    claimHeight = from.height() + 1;
    send(draft, List.of());
    return null;
  }

  /** Whether another batch may be given to the log now. */
  boolean hasRoom() {
    return inFlight.unanswered() < setup.options().appendsInFlight()
        && inFlight.uncertified() < tip.parameters().limits().maxUncertifiedBatches();
  }

  /** When the next batch must be made, on the loop's clock; {@link Long#MAX_VALUE} = never. */
  long dueNanos(long nowNanos) {
    return hasRoom() ? intake.dueNanos(nowNanos) : Long.MAX_VALUE;
  }

  /** Makes a batch of what waits; false = it must wait. */
  boolean append() {
    long timeMillis = timeMillis();
    if (timeMillis - tip.timeMillis() > MAX_SILENCE_MILLIS) {
      if (inFlight.isEmpty()) {
        owner.silent();
      }
      return false;
    }
    BatchDraft draft = setup.rules().open(tip, term, timeMillis, ids());
    List<Member> members = new ArrayList<>();
    boolean full = addProposals(draft, timeMillis, members);
    while (!full
        && !intake.bundles().isEmpty()
        && draft.bytes() < setup.options().targetBatchBytes()) {
      Submission submission = intake.bundles().removeFirst();
      if (!tryAdd(draft, submission, timeMillis, members)) {
        intake.bundles().addFirst(submission);
        full = true;
      }
    }
    if (!draft.isEmpty()) {
      send(draft, members);
    }
    return true;
  }

  private boolean addProposals(BatchDraft draft, long timeMillis, List<Member> members) {
    while (!intake.proposals().isEmpty()) {
      Proposal proposal = intake.proposals().removeFirst();
      if (proposal.term() != term) {
        proposal.stale(term);
      } else if (!tryAdd(draft, proposal, timeMillis, members)) {
        intake.proposals().addFirst(proposal);
        return true;
      }
    }
    return false;
  }

  /** Adds or answers it; false = it does not fit into this batch, but may into the next. */
  private boolean tryAdd(BatchDraft draft, Waiting waiting, long timeMillis, List<Member> members) {
    if (waiting instanceof Submission submission) {
      PendingBundle older = draft.replaces(submission.entry());
      if (older != null) {
        intake.done(submission);
        submission.replaces(older);
        return true;
      }
    }
    int index = draft.entryCount();
    Violation violation = draft.add(waiting.entry());
    if (violation == null) {
      members.add(new Member(waiting, new Position(tip.height() + 1, index)));
      return true;
    }
    if (violation.rule() == Rule.BATCH_TOO_LARGE && !draft.isEmpty()) {
      return false;
    }
    intake.done(waiting);
    BundleRecord known =
        violation.rule() == Rule.ALREADY_SEQUENCED && waiting instanceof Submission submission
            ? setup.ledger().bundle(submission.id())
            : null;
    if (known != null && waiting instanceof Submission submission) {
      submission.found(known.position(), known.state());
    } else {
      LOG.debug("entry not taken violation={}", violation);
      waiting.violated(violation, draft.state(), timeMillis);
    }
    return true;
  }

  private void send(BatchDraft draft, List<Member> members) {
    BatchDraft.Sealed sealed = draft.seal();
    Flight flight = new Flight(sealed.batch().height(), sealed.batch().hash(), members);
    TakenBatch append =
        TakenBatch.of(sealed.batch(), new TakenBatch.Prepared(tip, sealed.applied()));
    inFlight.add(flight, setup.loop().nanoTime());
    tip = sealed.applied().state();
    setup
        .log()
        .append(append)
        .whenComplete(
            (outcome, defect) ->
                setup
                    .tasks()
                    .execute(
                        () ->
                            appended(
                                flight,
                                defect == null
                                    ? outcome
                                    : new AppendOutcome.MayHaveHappened(defect.toString()))))
        .exceptionally(reported -> null);
  }

  private void appended(Flight flight, AppendOutcome outcome) {
    if (!inFlight.contains(flight)) {
      return; // certified meanwhile, or answered when the leadership ended
    }
    switch (outcome) {
      case AppendOutcome.Applied applied -> inFlight.taken(flight, setup.loop().nanoTime());
      case AppendOutcome.AlreadyApplied already -> inFlight.taken(flight, setup.loop().nanoTime());
      case AppendOutcome.MayHaveHappened unsure -> notTaken(Long.MAX_VALUE, unsure.why());
      case AppendOutcome.StaleTerm stale -> notTaken(flight.height(), "term " + stale.term());
      case AppendOutcome.NotNext next -> notTaken(flight.height(), "the head is " + next.head());
      case AppendOutcome.Unavailable unavailable -> notTaken(flight.height(), unavailable.why());
    }
  }

  /**
   * @param absentFrom batches of this height and above are surely not in the log: each names its
   *     predecessor's hash
   */
  private void notTaken(long absentFrom, String why) {
    Address leader = setup.log().leader();
    for (Flight flight : inFlight.clear()) {
      for (Member member : flight.members()) {
        intake.done(member.waiting());
        if (flight.height() >= absentFrom) {
          member.waiting().notLeading(leader, why);
        } else {
          member.waiting().unknown();
        }
      }
    }
    owner.notTaken("an append was not taken: " + why);
  }

  /** The leadership is over: what is in flight may stand in the log. */
  void abandon() {
    for (Flight flight : inFlight.clear()) {
      for (Member member : flight.members()) {
        intake.done(member.waiting());
        member.waiting().unknown();
      }
    }
  }

  void certified(CertifiedBatch certified) {
    Flight flight = inFlight.certified(certified, setup.loop().nanoTime());
    if (flight == null) {
      return;
    }
    for (Member member : flight.members()) {
      intake.done(member.waiting());
      if (certified.isVoid()) {
        member.waiting().notLeading(null, "the batch is void: " + certified.violation());
      } else {
        member.waiting().applied(member.cursor());
      }
    }
    if (certified.isVoid()) {
      owner.isVoid(certified);
    } else if (flight.height() == claimHeight) {
      owner.claimed(certified.state());
    }
  }

  /** What the store will know when all in flight is written (O2). */
  private SequencedIds ids() {
    return (id, height) -> inFlight.holds(id) || setup.ledger().bundle(id) != null;
  }

  private long timeMillis() {
    return Math.max(tip.timeMillis(), setup.clock().nowMillis());
  }
}
