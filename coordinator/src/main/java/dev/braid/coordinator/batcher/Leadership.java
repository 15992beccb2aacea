package dev.braid.coordinator.batcher;

import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When this member makes batches: from a take-over, once its certified state holds all that the log
 * held then, until the log says that somebody else may (design section 5). May begin and end any
 * number of times. Used by the batcher's loop alone.
 */
final class Leadership implements Batches.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /** Between the end of a leadership, or of an attempt at one, and the next attempt. */
  static final long PAUSE_MILLIS = 200;

  /** The same after a take-over that the log did not take: after a restart that is soon over. */
  static final long SHORT_PAUSE_MILLIS = 50;

  /** The same after leadership was given away: time enough for another member to take it. */
  static final long AWAY_MILLIS = 5_000;

  /** How often a member that leads or tries to looks whether it gets anywhere. */
  static final long LOOK_MILLIS = 250;

  /** A take-over that is not answered by then is tried anew. */
  static final long TAKE_OVER_MILLIS = 10_000;

  /** A state that has not reached the take-over's head by then: another member may be nearer. */
  static final long CATCH_UP_MILLIS = 5_000;

  /**
   * What waits for a batch is told by then that there is no majority (api.md: retryable), unless
   * something moves.
   */
  static final long STILL_MILLIS = 1_500;

  private final Setup setup;
  private final Intake intake;
  private final Batches batches;
  private final Consumer<String> end;
  private final List<LeadershipListener> listeners = new ArrayList<>();
  private final CertificationWatch watch = new CertificationWatch();

  // Written by the loop alone.
  private volatile Phase phase = Phase.IDLE;
  private long phaseNanos;
  private long term;
  // Answers to earlier attempts mean nothing.
  private long attempt;
  private LogHead target = LogHead.EMPTY;
  private boolean isClockMeasured;
  // Whether the listeners believe that this member leads.
  private boolean isTold;
  private Loop.@Nullable Timer pause;

  /** The codes are stable, for metrics. */
  enum Phase {
    /** Does not lead and does not try to. */
    IDLE(0),
    /** Waits for its take-over. */
    TAKING_OVER(1),
    /** Waits until its certified state has reached the take-over's head and its clock is known. */
    CATCHING_UP(2),
    /** Its claim is in flight: nothing else is appended until that is certified. */
    CLAIMING(3),
    /** Makes batches. */
    LEADING(4),
    /** Closed or failed for good. */
    ENDED(5);

    private final int code;

    Phase(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * @param end ends the batcher for good, with the reason
   */
  Leadership(Setup setup, Intake intake, Consumer<String> end) {
    this.setup = setup;
    this.intake = intake;
    this.batches = new Batches(setup, intake, this);
    this.end = end;
  }

  void addListener(LeadershipListener listener) {
    listeners.add(listener);
  }

  Phase phase() {
    return phase;
  }

  Batches batches() {
    return batches;
  }

  /** Looks whether this member should lead, and whether it may go on; whenever that may change. */
  void consider() {
    boolean shouldLead = setup.log().shouldLead();
    switch (phase) {
      case IDLE -> {
        if (shouldLead && pause == null) {
          takeOver("the log's own leader is here");
        }
      }
      case TAKING_OVER, CATCHING_UP, CLAIMING, LEADING -> {
        if (!shouldLead) {
          stepDown("another member should lead");
        } else if (phase != Phase.TAKING_OVER && setup.log().head().term() != term) {
          stepDown("another member took over: term " + setup.log().head().term());
        }
      }
      case ENDED -> {}
    }
  }

  private void takeOver(String why) {
    enter(Phase.TAKING_OVER, why);
    attempt++;
    long mine = attempt;
    look(mine);
    setup
        .log()
        .takeOver()
        .whenComplete(
            (head, failure) ->
                setup
                    .tasks()
                    .execute(
                        () -> {
                          if (mine == attempt) {
                            tookOver(head, failure);
                          }
                        }))
        .exceptionally(reported -> null);
  }

  private void tookOver(@Nullable LogHead head, @Nullable Throwable failure) {
    if (head == null) {
      stepDown("no take-over: " + failure, SHORT_PAUSE_MILLIS);
      return;
    }
    term = head.term();
    target = head;
    isClockMeasured = false;
    enter(Phase.CATCHING_UP, "took over at height " + head.height());
    long mine = attempt;
    setup
        .clock()
        .measure(
            () ->
                setup
                    .tasks()
                    .execute(
                        () -> {
                          if (mine == attempt) {
                            isClockMeasured = true;
                            catchUp();
                          }
                        }));
    catchUp();
  }

  /** Claims the term when the state has reached the head: nothing is thought of before (A3). */
  private void catchUp() {
    State state = setup.ledger().state();
    if (phase != Phase.CATCHING_UP || state.height() < target.height() || !isClockMeasured) {
      return;
    }
    if (state.height() > target.height()) {
      stepDown("another leader has appended since: height " + state.height());
      return;
    }
    if (!state.isEmpty() && !state.headHash().equals(target.hash())) {
      throw new IllegalStateException(
          "the state at height " + state.height() + " is not that of the log's head");
    }
    String unfit = setup.clock().unfit();
    if (unfit != null) {
      giveAway(unfit);
      return;
    }
    List<Entry> claim = claim(state);
    if (claim.isEmpty()) {
      giveAway("the log is empty and this member is not told how to begin one");
      return;
    }
    enter(Phase.CLAIMING, "the state has reached the head");
    Violation violation = batches.claim(state, term, claim);
    if (violation != null) {
      end.accept("cannot claim the term: " + violation);
    }
  }

  private List<Entry> claim(State state) {
    Entry claim = new Entry.LeaderClaimed(setup.member());
    if (!state.isEmpty()) {
      return List.of(claim);
    }
    Genesis genesis = setup.genesis();
    return genesis == null
        ? List.of()
        : List.of(new Entry.NetworkStarted(genesis.parameters(), genesis.salt()), claim);
  }

  void certified(CertifiedBatch batch) {
    batches.certified(batch);
    catchUp();
  }

  @Override
  public void claimed(State state) {
    enter(Phase.LEADING, "the claim is certified");
    isTold = true;
    listeners.forEach(listener -> listener.gained(state));
  }

  @Override
  public void notTaken(String why) {
    stepDown(why);
  }

  @Override
  public void isVoid(CertifiedBatch batch) {
    String why = "a batch of this leader is void: " + batch.violation();
    if (isAlone(batch.state())) {
      end.accept(why);
    } else {
      giveAway(why);
    }
  }

  @Override
  public void silent() {
    tellLost("claims a new term after a long silence");
    takeOver("claims a new term after a long silence");
  }

  /** Regularly while this member leads or tries to. */
  private void look(long mine) {
    var unused =
        setup
            .loop()
            .after(
                LOOK_MILLIS,
                () ->
                    setup
                        .tasks()
                        .execute(
                            () -> {
                              if (mine == attempt && phase != Phase.IDLE && phase != Phase.ENDED) {
                                looked();
                                look(mine);
                              }
                            }));
  }

  private void looked() {
    consider();
    long now = setup.loop().nanoTime();
    long inPhaseMillis = TimeUnit.NANOSECONDS.toMillis(now - phaseNanos);
    switch (phase) {
      case TAKING_OVER -> {
        if (inPhaseMillis > TAKE_OVER_MILLIS) {
          stepDown("the take-over is not answered");
        }
      }
      case CATCHING_UP -> {
        if (inPhaseMillis > CATCH_UP_MILLIS) {
          giveAway(
              isClockMeasured
                  ? "the state stands at "
                      + setup.ledger().certifiedHeight()
                      + " and does not reach the head at "
                      + target.height()
                  : "no majority tells its clock");
        }
      }
      case CLAIMING, LEADING -> progress(now);
      case IDLE, ENDED -> {}
    }
  }

  private void progress(long now) {
    String unfit = setup.clock().unfit();
    if (unfit != null) {
      giveAway(unfit);
      return;
    }
    switch (watch.look(batches.inFlight().uncertifiedNanos(now))) {
      case FINE -> {}
      case HAND_OVER -> {
        String why = "a majority takes batches but none is certified";
        LOG.error("ALARM {} term={}", why, term);
        setup.log().handOver(why);
      }
      case END -> end.accept("a majority takes batches but none is certified, and nobody else led");
    }
  }

  /** Whether what waits has waited long enough to be told that there is no majority. */
  boolean isStill(long now) {
    return switch (phase) {
      case TAKING_OVER, CATCHING_UP -> now - phaseNanos > millis(STILL_MILLIS);
      case CLAIMING, LEADING -> batches.inFlight().stillNanos(now) > millis(STILL_MILLIS);
      case IDLE, ENDED -> false;
    };
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Makes no more batches and asks another member to. */
  private void giveAway(String why) {
    LOG.error("ALARM this member must not lead reason=\"{}\" term={}", why, term);
    stepDown(why, AWAY_MILLIS);
    setup.log().handOver(why);
  }

  private void stepDown(String why) {
    stepDown(why, PAUSE_MILLIS);
  }

  private void stepDown(String why, long pauseMillis) {
    if (phase == Phase.ENDED) {
      return;
    }
    stop(Phase.IDLE, why);
    intake.refuseNotLeading(setup.log().leader(), why);
    if (pause != null) {
      pause.cancel();
    }
    pause =
        setup
            .loop()
            .after(
                pauseMillis,
                () ->
                    setup
                        .tasks()
                        .execute(
                            () -> {
                              pause = null;
                              consider();
                            }));
  }

  /** What was in flight may stand in the log: nobody is told otherwise. */
  private void stop(Phase next, String why) {
    attempt++;
    watch.reset();
    enter(next, why);
    batches.abandon();
    tellLost(why);
  }

  private void tellLost(String why) {
    if (isTold) {
      isTold = false;
      listeners.forEach(listener -> listener.lost(why));
    }
  }

  /** For good. */
  void close(String why) {
    if (phase != Phase.ENDED) {
      stop(Phase.ENDED, why);
      if (pause != null) {
        pause.cancel();
      }
    }
  }

  private static boolean isAlone(State state) {
    return state.parameters().members().size() == 1;
  }

  private void enter(Phase next, String why) {
    if (phase != next) {
      LOG.info("batcher {} -> {} reason=\"{}\" term={}", phase, next, why, term);
      phase = next;
      phaseNanos = setup.loop().nanoTime();
    }
  }
}
