package dev.braid.coordinator.batcher;

import dev.braid.coordinator.batcher.Waiting.Proposal;
import dev.braid.coordinator.batcher.Waiting.Submission;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.SequencedIds;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's pen: one thread that makes batches of what waits, by the rules that members apply
 * ({@link BatchDraft}), appends them, and answers when they are certified (D1). The next batch
 * grows while others are in flight. An entry that would make a batch void never gets into one.
 */
public final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  /**
   * After such a silence the leader claims a new term first: a step of time of more than an hour is
   * taken only from a batch that holds the claim alone (design section 4).
   */
  static final long MAX_SILENCE_MILLIS = 30 * 60_000L;

  /**
   * Entries of the rounds that may wait. They have a limit of their own, far above what the planner
   * has under way, so that no flood of bundles keeps a decision out of the log (L1).
   */
  static final int MAX_PROPOSALS = 16_384;

  private final ReplicatedLog log;
  private final LedgerReader ledger;
  private final Log rules;
  private final Address member;
  private final LogClock clock;
  private final BatcherOptions options;
  private final @Nullable Genesis genesis;
  private final CompletableFuture<State> leading = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong requestBytes = new AtomicLong();
  private final AtomicInteger proposals = new AtomicInteger();
  private final Thread thread =
      Thread.ofPlatform().name("batcher").daemon(true).unstarted(this::run);

  // All below belongs to the batcher's thread.
  private final Intake intake;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final Set<BundleId> idsInFlight = new HashSet<>();
  // Written by the batcher's thread alone.
  private volatile Phase phase = Phase.IDLE;
  // Newest state, batches in flight included.
  private State tip;
  private long term;
  // First term of the present unbroken leadership: entries thought of since then are good.
  private long firstTerm;

  private enum Phase {
    /** Does not lead and does not try to. */
    IDLE,
    /** Waits for its take-over. */
    TAKING_OVER,
    /** Its claim is in flight: nothing else is appended until that is certified. */
    CLAIMING,
    /** Makes batches. */
    LEADING,
    /** Closed or failed for good. */
    ENDED
  }

  private sealed interface Event {
    record Arrived(byte[] body, long nanos, Answer answer) implements Event {}

    record Lead() implements Event {}

    record TookOver(@Nullable LogHead head, @Nullable Throwable failure) implements Event {}

    record Appended(InFlight batch, AppendOutcome outcome) implements Event {}

    record Certified(CertifiedBatch batch) implements Event {}

    record Close() implements Event {}
  }

  /** A batch on its way, with who waits for which entry of it. */
  private record InFlight(long height, BatchHash hash, List<Member> members) {}

  private record Member(Waiting waiting, Position cursor) {}

  /**
   * @param member this node's signing address
   * @param genesis how to begin an empty log; null = never
   */
  public Batcher(
      ReplicatedLog log,
      LedgerReader ledger,
      Log rules,
      Address member,
      LogClock clock,
      BatcherOptions options,
      @Nullable Genesis genesis) {
    this.log = log;
    this.ledger = ledger;
    this.rules = rules;
    this.member = member;
    this.clock = clock;
    this.options = options;
    this.genesis = genesis;
    this.intake = new Intake(ledger);
    this.tip = ledger.state();
  }

  /**
   * Starts the thread, takes over, and claims the term with the first batch. Completes with the
   * state in which this member leads, on the batcher's thread.
   */
  public CompletionStage<State> lead() {
    thread.start();
    events.add(new Event.Lead());
    return leading;
  }

  /**
   * Completes when it makes no more batches: exceptionally when that is for another reason than
   * {@link #close}. On the batcher's thread.
   */
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  /** Tells it of certified batches; does not block. */
  public void certified(CertifiedBatch batch) {
    events.add(new Event.Certified(batch));
  }

  /** Bundles not answered yet. */
  public int requests() {
    return requests.get();
  }

  /** Bytes of the bundles not answered yet. */
  public long requestBytes() {
    return requestBytes.get();
  }

  /**
   * Takes a {@code BatcherRequest}, or refuses it at once when too many wait. Never blocks.
   *
   * @param answer gets the reply; from the caller's thread when it is refused, else from the
   *     batcher's
   */
  void request(byte[] body, Answer answer) {
    if (Intake.isProposal(body)) {
      propose(body, answer);
    } else {
      submit(body, answer);
    }
  }

  private void propose(byte[] body, Answer answer) {
    Answer counted =
        reply -> {
          proposals.decrementAndGet();
          answer.send(reply);
        };
    if (proposals.incrementAndGet() > MAX_PROPOSALS) {
      counted.send(Replies.unavailable(MAX_PROPOSALS + " proposals wait"));
    } else if (!enqueue(body, counted)) {
      counted.send(Replies.unavailable("the batcher has ended"));
    }
  }

  private void submit(byte[] body, Answer answer) {
    int count = requests.incrementAndGet();
    long bytes = requestBytes.addAndGet(body.length);
    Answer counted =
        reply -> {
          requests.decrementAndGet();
          requestBytes.addAndGet(-body.length);
          answer.send(reply);
        };
    if (count > options.maxRequests()) {
      counted.send(Replies.refused(Refusals.queueFull("requests", options.maxRequests(), count)));
    } else if (bytes > options.maxRequestBytes()) {
      counted.send(Replies.refused(Refusals.queueFull("bytes", options.maxRequestBytes(), bytes)));
    } else if (!enqueue(body, counted)) {
      counted.send(Replies.refused(Refusals.unavailable("the batcher has ended")));
    }
  }

  /** False = the batcher has ended and will not answer. */
  private boolean enqueue(byte[] body, Answer answer) {
    Event arrived = new Event.Arrived(body, System.nanoTime(), answer);
    events.add(arrived);
    return phase != Phase.ENDED || !events.remove(arrived);
  }

  private void run() {
    try {
      while (phase != Phase.ENDED) {
        Event event = next();
        while (event != null) {
          handle(event);
          event = events.poll();
        }
        while (isBatchDue() && append()) {
          // One batch after the other, while there is room.
        }
      }
    } catch (InterruptedException e) {
      end("interrupted");
    } catch (RuntimeException | Error e) {
      LOG.error("batcher failed", e);
      end("the batcher failed");
    }
  }

  private @Nullable Event next() throws InterruptedException {
    if (phase != Phase.LEADING || !hasRoom()) {
      return events.take();
    }
    long now = System.nanoTime();
    long due = intake.dueNanos(now);
    return due == Long.MAX_VALUE ? events.take() : events.poll(due - now, TimeUnit.NANOSECONDS);
  }

  private boolean isBatchDue() {
    long now = System.nanoTime();
    long due = intake.dueNanos(now);
    return phase == Phase.LEADING && hasRoom() && due != Long.MAX_VALUE && due - now <= 0;
  }

  private boolean hasRoom() {
    int uncertifiedLimit = tip.parameters().limits().maxUncertifiedBatches();
    return inFlight.size() < Math.min(options.appendsInFlight(), uncertifiedLimit);
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Arrived arrived -> {
        intake.arrived(arrived.body(), arrived.nanos(), arrived.answer());
        if (phase == Phase.IDLE) {
          intake.refuseAll("this member does not lead");
        }
      }
      case Event.Lead lead -> takeOver();
      case Event.TookOver took -> tookOver(took);
      case Event.Appended appended -> appended(appended.batch(), appended.outcome());
      case Event.Certified certified -> settle(certified.batch());
      case Event.Close close -> {
        ended.complete(null);
        end("the node stops");
      }
    }
  }

  // Leadership.

  private void takeOver() {
    enter(Phase.TAKING_OVER, "asked to lead");
    log.takeOver()
        .whenComplete((head, failure) -> events.add(new Event.TookOver(head, failure)))
        .exceptionally(failure -> null);
  }

  private void tookOver(Event.TookOver took) {
    LogHead head = took.head();
    if (head == null) {
      end("no take-over: " + took.failure());
      return;
    }
    tip = ledger.state();
    if (head.height() != tip.height()) {
      throw new IllegalStateException(
          "took over at " + head.height() + " but the state stands at " + tip.height());
    }
    boolean unbroken = firstTerm != 0 && head.term() == term + 1;
    term = head.term();
    firstTerm = unbroken ? firstTerm : term;
    long timeMillis = timeMillis();
    BatchDraft draft = rules.open(tip, term, timeMillis, ids());
    List<Entry> claim = claim();
    if (claim.isEmpty()) {
      end("the log is empty and this node is not told how to begin one");
      return;
    }
    for (Entry entry : claim) {
      Violation violation = draft.add(entry);
      if (violation != null) {
        end("cannot claim the term: " + violation);
        return;
      }
    }
    enter(Phase.CLAIMING, "took over term " + term);
    send(draft, List.of());
  }

  private List<Entry> claim() {
    Entry claim = new Entry.LeaderClaimed(member);
    if (!tip.isEmpty()) {
      return List.of(claim);
    }
    return genesis == null
        ? List.of()
        : List.of(new Entry.NetworkStarted(genesis.parameters(), genesis.salt()), claim);
  }

  // Batches.

  /** Makes a batch of what waits; false = it must wait. */
  private boolean append() {
    long timeMillis = timeMillis();
    if (timeMillis - tip.timeMillis() > MAX_SILENCE_MILLIS) {
      if (inFlight.isEmpty()) {
        takeOver();
      }
      return false;
    }
    BatchDraft draft = rules.open(tip, term, timeMillis, ids());
    List<Member> members = new ArrayList<>();
    boolean full = addProposals(draft, timeMillis, members);
    while (!full && !intake.bundles().isEmpty() && draft.bytes() < options.targetBatchBytes()) {
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
      if (proposal.term() < firstTerm || proposal.term() > term) {
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
            ? ledger.bundle(submission.id())
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
    InFlight batch =
        new InFlight(sealed.batch().height(), sealed.batch().hash(), List.copyOf(members));
    TakenBatch append =
        TakenBatch.of(sealed.batch(), new TakenBatch.Prepared(tip, sealed.applied()));
    inFlight.addLast(batch);
    for (Member one : members) {
      if (one.waiting() instanceof Submission submission) {
        idsInFlight.add(submission.id());
      }
    }
    tip = sealed.applied().state();
    log.append(append)
        .thenAccept(outcome -> events.add(new Event.Appended(batch, outcome)))
        .exceptionally(
            bug -> {
              events.add(
                  new Event.Appended(batch, new AppendOutcome.MayHaveHappened(bug.toString())));
              return null;
            });
  }

  private void appended(InFlight batch, AppendOutcome outcome) {
    switch (outcome) {
      case AppendOutcome.Applied applied -> {}
      case AppendOutcome.AlreadyApplied already -> {}
      case AppendOutcome.MayHaveHappened unsure -> lost(batch, true, unsure.why());
      case AppendOutcome.StaleTerm stale -> lost(batch, false, "term " + stale.term());
      case AppendOutcome.NotNext notNext -> lost(batch, false, "the head is " + notNext.head());
      case AppendOutcome.Unavailable unavailable -> lost(batch, false, unavailable.why());
    }
  }

  /** The batch is not in the log, or nobody knows: this leadership ends (A2). */
  private void lost(InFlight batch, boolean unknown, String why) {
    if (!inFlight.remove(batch)) {
      return; // certified meanwhile
    }
    for (Member one : batch.members()) {
      forget(one);
      if (unknown) {
        one.waiting().unknown();
      } else {
        one.waiting().unavailable(why);
      }
    }
    if (phase != Phase.ENDED) {
      enter(Phase.IDLE, "an append was not taken: " + why);
      firstTerm = 0;
      intake.refuseAll("this member does not lead");
      if (!leading.isDone()) {
        leading.completeExceptionally(new IllegalStateException(why));
      }
    }
  }

  private void settle(CertifiedBatch certified) {
    InFlight batch = inFlight.peekFirst();
    if (batch == null
        || batch.height() != certified.height()
        || !batch.hash().equals(certified.claim().hash())) {
      return;
    }
    inFlight.removeFirst();
    for (Member one : batch.members()) {
      forget(one);
      if (certified.violation() == null) {
        one.waiting().applied(one.cursor());
      } else {
        one.waiting().unavailable("the batch is void: " + certified.violation());
      }
    }
    if (certified.violation() != null) {
      end("a batch of this leader is void: " + certified.violation());
    } else if (phase == Phase.CLAIMING) {
      enter(Phase.LEADING, "the claim is certified");
      leading.complete(certified.state());
    }
  }

  private void forget(Member one) {
    intake.done(one.waiting());
    if (one.waiting() instanceof Submission submission) {
      idsInFlight.remove(submission.id());
    }
  }

  /** What the store will know when all in flight is written (O2). */
  private SequencedIds ids() {
    return (id, height) -> idsInFlight.contains(id) || ledger.bundle(id) != null;
  }

  private long timeMillis() {
    return Math.max(tip.timeMillis(), clock.nowMillis());
  }

  private void end(String why) {
    enter(Phase.ENDED, why);
    ended.completeExceptionally(new IllegalStateException("the batcher ended: " + why));
    intake.refuseAll(why);
    for (InFlight batch : inFlight) {
      for (Member one : batch.members()) {
        one.waiting().unknown();
      }
    }
    inFlight.clear();
    if (!leading.isDone()) {
      leading.completeExceptionally(new IllegalStateException(why));
    }
    for (Event event = events.poll(); event != null; event = events.poll()) {
      if (event instanceof Event.Arrived arrived) {
        intake.arrived(arrived.body(), arrived.nanos(), arrived.answer());
      }
    }
    intake.refuseAll(why);
  }

  private void enter(Phase next, String why) {
    if (phase != next) {
      LOG.info("batcher {} -> {} reason=\"{}\" term={}", phase, next, why, term);
      phase = next;
    }
  }

  /** Answers what waits and ends; in flight stays unknown to its senders. */
  @Override
  public void close() {
    events.add(new Event.Close());
    if (Thread.currentThread().equals(thread)) {
      return; // told of its end: it ends by itself
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
