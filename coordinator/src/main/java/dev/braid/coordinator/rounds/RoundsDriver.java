package dev.braid.coordinator.rounds;

import dev.braid.coordinator.health.HealthEvent;
import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.round.RollupCondition;
import dev.braid.protocol.round.RollupView;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The round driver: while this member leads it feeds the pure planner with what the log, the
 * engines and submitters say, one event at a time, and performs what it asks for. It decides
 * nothing itself. Public methods may be called from any thread and do not block; all else is on the
 * loop.
 */
public final class RoundsDriver {
  private static final Logger LOG = LoggerFactory.getLogger(RoundsDriver.class);

  /** Between a defect and the planner's new beginning. */
  private static final long BEGIN_AGAIN_MILLIS = 1_000;

  private enum Phase {
    /** Another member leads, or nobody: nothing is driven. */
    FOLLOWING,
    /** Leads; reads what the log says. */
    BEGINNING,
    /** The planner is told everything and its effects are performed. */
    DRIVING,
    /**
     * What the planner knows may no longer be what the log says: it is told nothing until it begins
     * again.
     */
    LOST_TRACK
  }

  private final Planner planner;
  private final RoundsPorts ports;
  private final Loop loop;
  private final Leadership leadership;
  private final EngineCalls engines;
  private final Cancels cancels;
  private final Replacements replacements;
  private final OrderedWork reading;
  private final LogFacts facts;

  private Phase phase = Phase.FOLLOWING;
  // The newest in which this member led.
  private long term = -1;
  // Of the claim: the planner begins with no older state.
  private long claimHeight;
  // Proposals of this term that may come into the log yet: not answered, or of unknown outcome.
  private int openProposals;
  private long seenHeight = -1;
  private long lastNowMillis;
  private Loop.@Nullable Timer wakeTimer;
  private volatile List<RollupView> views = List.of();

  /**
   * @param handles the engines that this node drives
   * @param senders see {@link Footprints}
   */
  public RoundsDriver(
      Planner planner,
      RoundsPorts ports,
      Map<ChainId, RollupHandle> handles,
      Function<Transaction, @Nullable Address> senders) {
    this.planner = planner;
    this.ports = ports;
    this.loop = ports.loop();
    this.leadership = new Leadership(handles, new Footprints(senders));
    this.engines = new EngineCalls(ports, handles);
    this.cancels = new Cancels(ports);
    this.replacements = new Replacements(ports.log());
    this.reading = new OrderedWork(loop, ports.readers());
    this.facts = leadership.facts();
  }

  /** The rollups as the planner last saw them, none while it does not drive. */
  public List<RollupView> rollups() {
    return views;
  }

  /**
   * This member leads: its claim of the term is certified.
   *
   * @param claimed the state after the claim; its term is higher than at any call before
   */
  public void gained(State claimed) {
    long claimedTerm = claimed.term();
    long height = claimed.height();
    loop.execute(() -> onGained(claimedTerm, height));
  }

  /** This member no longer leads, or takes over anew. */
  public void lost(String why) {
    loop.execute(() -> follow(why));
  }

  /** A certified batch was applied (D1): in order of height, each once; void ones too. */
  public void advanced(long height, List<LogEvent> events) {
    loop.execute(() -> onAdvanced(height, events));
  }

  /**
   * Cancels a bundle.
   *
   * @param request a {@code CancelRequest}
   * @return a {@code CancelReply}; fails when the request cannot be read
   */
  public CompletionStage<byte[]> cancel(byte[] request) {
    CompletableFuture<byte[]> reply = new CompletableFuture<>();
    loop.execute(() -> onCancel(request, reply));
    return reply;
  }

  /**
   * Sequences an ordinary transaction in place of another.
   *
   * @param request a {@code ReplaceRequest}
   * @return a {@code SubmitReply}; fails when the request cannot be read
   */
  public CompletionStage<byte[]> replace(byte[] request) {
    CompletableFuture<byte[]> reply = new CompletableFuture<>();
    loop.execute(() -> onReplace(request, reply));
    return reply;
  }

  // Leadership.

  private void onGained(long claimedTerm, long height) {
    if (claimedTerm <= term) {
      return;
    }
    term = claimedTerm;
    // The take-over settled what was proposed before: it stands below the claim, or never will.
    openProposals = 0;
    claimHeight = height;
    begin("claimed the term");
  }

  private void begin(String why) {
    enter(Phase.BEGINNING, why);
    long begins = term;
    long height = claimHeight;
    reading.submit(
        () -> {
          State state = ports.log().state();
          if (state.height() < height) {
            throw new IllegalStateException(
                "the log told of height " + height + " but its state is at " + state.height());
          }
          return new Begin(state.height(), leadership.gained(state));
        },
        begin -> {
          if (phase == Phase.BEGINNING && begins == term) {
            seenHeight = begin.height();
            enter(Phase.DRIVING, "the log is read up to height " + seenHeight);
            feed(begin.event());
          }
        },
        bug -> {
          if (begins == term) {
            loseTrack("the log cannot be read", bug);
          }
        });
  }

  private record Begin(long height, PlannerEvent event) {}

  private void follow(String why) {
    if (phase == Phase.FOLLOWING) {
      return;
    }
    enter(Phase.FOLLOWING, why);
    if (wakeTimer != null) {
      wakeTimer.cancel();
      wakeTimer = null;
    }
    tell(new PlannerEvent.LeadershipLost());
    cancels.leadershipLost();
    replacements.leadershipLost();
    for (RollupView rollup : views) {
      // Not this member's matter any more, so nor are its worries about it.
      ports
          .observer()
          .conditionChanged(
              new PlannerEffect.RollupConditionChanged(
                  rollup.chainId(), rollup.condition(), RollupCondition.UNKNOWN, null, why));
      ports.observer().learnt(rollup.chainId(), new HealthEvent.Unwatched(why));
    }
    views = List.of();
  }

  /**
   * After a defect the planner begins again with what the log says: its memory may be lost at any
   * time (design section 4). Not before every proposal of it is answered, for a decision that may
   * still come into the log binds its rollups (A2); a new term settles them all.
   */
  private void loseTrack(String what, Throwable bug) {
    LOG.error("the round driver has lost track reason={}", what, bug);
    if (phase == Phase.FOLLOWING) {
      return;
    }
    ports
        .observer()
        .alarm(
            AlarmCode.ROUNDS_RESTARTED,
            null,
            "the round driver begins again: " + what + ": " + bug);
    if (phase != Phase.LOST_TRACK) {
      enter(Phase.LOST_TRACK, what);
      beginAgainLater(term);
    }
  }

  private void beginAgainLater(long lostIn) {
    loop.after(
        BEGIN_AGAIN_MILLIS,
        () -> {
          if (phase != Phase.LOST_TRACK || term != lostIn) {
            return;
          }
          if (openProposals == 0) {
            begin("after a defect");
          } else {
            beginAgainLater(lostIn);
          }
        });
  }

  /** The one place where the phase changes. */
  private void enter(Phase next, String why) {
    LOG.info("rounds {} -> {} reason=\"{}\" term={}", phase, next, why, term);
    phase = next;
  }

  // What the planner is told.

  private void onAdvanced(long height, List<LogEvent> events) {
    if (phase == Phase.FOLLOWING || phase == Phase.LOST_TRACK) {
      return; // the state has it when the planner begins
    }
    if (reading.isFull()) {
      loseTrack("behind the log", new IllegalStateException("batch " + height + " finds no room"));
      return;
    }
    reading.submit(
        () -> facts.of(events),
        told -> advance(height, told),
        bug -> loseTrack("batch " + height + " cannot be read", bug));
  }

  private void advance(long height, List<LogFact> told) {
    if (phase != Phase.DRIVING || height <= seenHeight) {
      return;
    }
    if (height != seenHeight + 1) {
      loseTrack(
          "a batch is missing",
          new IllegalStateException("batch " + height + " came after " + seenHeight));
      return;
    }
    seenHeight = height;
    feed(new PlannerEvent.LogAdvanced(height, told));
  }

  private void onCancel(byte[] request, CompletableFuture<byte[]> reply) {
    if (phase == Phase.FOLLOWING) {
      reply.complete(cancels.notLeader());
    } else if (phase != Phase.DRIVING || reading.isFull() || cancels.isFull()) {
      reply.complete(Cancels.notNow());
    } else {
      reading.submit(
          () -> cancels.read(request),
          asked -> {
            if (phase == Phase.DRIVING) {
              cancels.requested(reply, asked).ifPresent(this::feed);
            } else {
              reply.complete(Cancels.notNow());
            }
          },
          reply::completeExceptionally);
    }
  }

  private void onReplace(byte[] request, CompletableFuture<byte[]> reply) {
    if (phase == Phase.FOLLOWING) {
      reply.complete(replacements.notLeader());
    } else if (phase != Phase.DRIVING || reading.isFull() || replacements.isFull()) {
      reply.complete(Replacements.notNow());
    } else {
      reading.submit(
          () -> Replacements.read(request),
          asked -> {
            if (phase == Phase.DRIVING) {
              feed(replacements.requested(reply, asked));
            } else {
              reply.complete(Replacements.notNow());
            }
          },
          reply::completeExceptionally);
    }
  }

  private void feed(PlannerEvent event) {
    if (phase == Phase.DRIVING) {
      tell(event);
      views = planner.rollups();
    }
  }

  private void tell(PlannerEvent event) {
    lastNowMillis = Math.max(lastNowMillis, ports.clockMillis().getAsLong());
    try {
      for (PlannerEffect effect : planner.on(event, lastNowMillis)) {
        perform(effect);
      }
    } catch (RuntimeException bug) {
      loseTrack("the planner failed on " + event.getClass().getSimpleName(), bug);
    }
  }

  // What the planner wants done.

  private void perform(PlannerEffect effect) {
    switch (effect) {
      case PlannerEffect.Prepare prepare -> answer(engines.prepare(prepare, term));
      case PlannerEffect.Discard discard -> answer(engines.discard(discard, term));
      case PlannerEffect.Adopt adopt -> answer(engines.adopt(adopt, term));
      case PlannerEffect.CheckHead check -> answer(engines.checkHead(check, term));
      case PlannerEffect.Append append -> propose(append);
      case PlannerEffect.AnswerCancel answer -> {
        if (!replacements.answer(answer)) {
          cancels.answer(answer);
        }
      }
      case PlannerEffect.WakeAt wake -> wakeAt(wake.atMillis());
      case PlannerEffect.Alarm alarm ->
          ports.observer().alarm(alarm.code(), alarm.chainId(), alarm.text());
      case PlannerEffect.RollupConditionChanged changed ->
          ports.observer().conditionChanged(changed);
      case PlannerEffect.RoundEnded ended -> ports.observer().roundEnded(ended, lastNowMillis);
    }
  }

  private void answer(CompletionStage<PlannerEvent> answer) {
    answer.whenComplete(
        (event, bug) ->
            loop.execute(
                () -> {
                  if (bug == null) {
                    feed(event);
                  } else {
                    loseTrack("an effect of the planner was not answered", bug);
                  }
                }));
  }

  private void propose(PlannerEffect.Append append) {
    long proposedIn = term;
    openProposals++;
    ports
        .proposer()
        .propose(append.entry(), proposedIn)
        .whenComplete(
            (answer, bug) ->
                loop.execute(
                    () ->
                        proposed(
                            proposedIn,
                            append.proposal(),
                            bug == null ? answer : new AppendAnswer.Unknown(bug.toString()))));
  }

  private void proposed(long proposedIn, long proposal, AppendAnswer answer) {
    if (proposedIn != term) {
      return; // a take-over has settled it
    }
    if (!(answer instanceof AppendAnswer.Unknown)) {
      openProposals--;
    }
    feed(new PlannerEvent.AppendAnswered(proposal, answer));
    if (answer instanceof AppendAnswer.NotLeader) {
      follow("a proposal came too late for the term");
    }
  }

  private void wakeAt(long atMillis) {
    if (wakeTimer != null) {
      wakeTimer.cancel();
    }
    wakeTimer =
        loop.after(
            Math.max(1, atMillis - ports.clockMillis().getAsLong()),
            () -> {
              wakeTimer = null;
              feed(new PlannerEvent.Tick());
            });
  }
}
