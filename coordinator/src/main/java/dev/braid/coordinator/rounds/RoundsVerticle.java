package dev.braid.coordinator.rounds;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.EventCodec;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.protocol.round.RollupView;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The round driver: feeds the pure planner with what the log, the engines and submitters say, one
 * event at a time, and performs what it asks for. It decides nothing itself.
 */
public final class RoundsVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RoundsVerticle.class);

  /** Between a defect and the planner's new beginning. */
  private static final long BEGIN_AGAIN_MILLIS = 1_000;

  private final Planner planner;
  private final RoundsLog log;
  private final Map<ChainId, RollupHandle> handles;
  private final BusAddresses addresses;
  private final LongSupplier clockMillis;
  private final RoundsObserver observer;
  private final Footprints footprints;
  private final LogFacts facts;

  private @Nullable EngineCalls engines;
  private @Nullable Proposals proposals;
  private @Nullable Cancels cancels;
  private long seenHeight = -1;
  private long lastNowMillis;
  private long wakeTimer = -1;

  // What the planner knows may no longer be what the log says: it is told nothing until it begins
  // again.
  private boolean lostTrack;
  private boolean beginsAgain;
  private volatile List<RollupView> views = List.of();

  /**
   * @param handles the engines that this node drives
   * @param senders see {@link Footprints}
   * @param clockMillis Unix milliseconds, never falling; the clock that gives batches their time
   */
  public RoundsVerticle(
      Planner planner,
      RoundsLog log,
      Map<ChainId, RollupHandle> handles,
      BusAddresses addresses,
      Function<Transaction, @Nullable Address> senders,
      LongSupplier clockMillis,
      RoundsObserver observer) {
    this.planner = planner;
    this.log = log;
    this.handles = Map.copyOf(handles);
    this.addresses = addresses;
    this.clockMillis = clockMillis;
    this.observer = observer;
    this.footprints = new Footprints(senders);
    this.facts = new LogFacts(footprints, this::traits);
  }

  /** The rollups as the planner last saw them; for any thread. */
  public List<RollupView> rollups() {
    return views;
  }

  @Override
  public Future<?> start() {
    engines = new EngineCalls(vertx, log, handles);
    proposals = new Proposals(vertx, addresses.batcher());
    cancels = new Cancels(log, vertx);
    vertx.eventBus().<byte[]>localConsumer(addresses.applied(), this::onNotice);
    vertx.eventBus().<byte[]>localConsumer(addresses.rounds(), this::onCancel);
    // Listening before reading: a batch applied in between is in the state and in a notice, and the
    // height tells.
    begin();
    return Future.succeededFuture();
  }

  private void begin() {
    inOrder(
        () -> {
          State state = log.state();
          return new Begin(state.height(), leadershipGained(state));
        },
        begin -> {
          lostTrack = false;
          seenHeight = begin.height();
          feed(begin.event());
        });
  }

  /**
   * After a defect the planner begins again with what the log says: its memory may be lost at any
   * time (design section 4). Not before every proposal of it is answered, for a decision that may
   * still come into the log binds its rollups (A2).
   */
  private void loseTrack(String what, Throwable bug) {
    LOG.error("the round driver begins again reason={}", what, bug);
    observer.alarm(null, "the round driver begins again: " + what + ": " + bug);
    lostTrack = true;
    beginAgainLater();
  }

  private void beginAgainLater() {
    if (beginsAgain) {
      return;
    }
    beginsAgain = true;
    vertx.setTimer(
        BEGIN_AGAIN_MILLIS,
        ignored -> {
          beginsAgain = false;
          if (started(proposals).open() == 0) {
            begin();
          } else {
            beginAgainLater();
          }
        });
  }

  private record Begin(long height, PlannerEvent event) {}

  private PlannerEvent leadershipGained(State state) {
    return new PlannerEvent.LeadershipGained(
        state.height(),
        state.parameters().limits(),
        state.rollups().values().stream().map(this::atLog).toList(),
        state.pending().values().stream().map(footprints::of).toList());
  }

  private PlannerEvent.RollupAtLog atLog(RollupState rollup) {
    return new PlannerEvent.RollupAtLog(
        traits(rollup.definition()),
        rollup.decidedHead(),
        rollup.adoptedHead().number(),
        rollup.status());
  }

  private RollupTraits traits(RollupDefinition definition) {
    RollupHandle handle = handles.get(definition.chainId());
    return handle != null
        ? handle.traits(definition)
        : RollupHandle.traitsWithoutEngine(definition);
  }

  private void onNotice(Message<byte[]> message) {
    inOrder(() -> read(message.body()), this::advance);
  }

  private record Notice(long height, List<LogFact> facts) {}

  private Notice read(byte[] body) throws InvalidProtocolBufferException {
    AppliedNotice notice = AppliedNotice.parseFrom(body);
    List<LogEvent> events = notice.getEventsList().stream().map(EventCodec::fromProto).toList();
    return new Notice(notice.getHeight(), facts.of(events));
  }

  private void advance(Notice notice) {
    if (lostTrack || notice.height() <= seenHeight) {
      return;
    }
    if (notice.height() != seenHeight + 1) {
      loseTrack(
          "a notice is missing",
          new IllegalStateException("notice " + notice.height() + " came after " + seenHeight));
      return;
    }
    seenHeight = notice.height();
    feed(new PlannerEvent.LogAdvanced(notice.height(), notice.facts()));
  }

  private void onCancel(Message<byte[]> message) {
    inOrder(
        () -> started(cancels).read(message.body()),
        asked -> {
          if (lostTrack) {
            Cancels.notNow(message);
          } else {
            started(cancels).requested(message, asked).ifPresent(this::feed);
          }
        });
  }

  /**
   * Heavy reading on a worker, one after the other, each result handled in the order of arrival.
   */
  private <T> void inOrder(Callable<T> work, Consumer<T> then) {
    vertx
        .executeBlocking(work, true)
        .onSuccess(then::accept)
        .onFailure(bug -> loseTrack("a message cannot be read", bug));
  }

  private void feed(PlannerEvent event) {
    if (lostTrack) {
      return;
    }
    lastNowMillis = Math.max(lastNowMillis, clockMillis.getAsLong());
    List<PlannerEffect> effects;
    try {
      effects = planner.on(event, lastNowMillis);
    } catch (RuntimeException bug) {
      loseTrack("the planner failed on " + event.getClass().getSimpleName(), bug);
      return;
    }
    for (PlannerEffect effect : effects) {
      perform(effect);
    }
    views = planner.rollups();
  }

  private void perform(PlannerEffect effect) {
    switch (effect) {
      case PlannerEffect.Prepare prepare -> answer(started(engines).prepare(prepare));
      case PlannerEffect.Discard discard -> answer(started(engines).discard(discard));
      case PlannerEffect.Adopt adopt -> answer(started(engines).adopt(adopt));
      case PlannerEffect.CheckHead check -> answer(started(engines).checkHead(check));
      case PlannerEffect.Append append ->
          answer(
              started(proposals)
                  .propose(append.entry(), log.state().term())
                  .map(reply -> new PlannerEvent.AppendAnswered(append.proposal(), reply)));
      case PlannerEffect.AnswerCancel cancel -> started(cancels).answer(cancel);
      case PlannerEffect.WakeAt wake -> wakeAt(wake.atMillis());
      case PlannerEffect.Alarm alarm -> observer.alarm(alarm.chainId(), alarm.text());
      case PlannerEffect.RollupConditionChanged changed -> observer.conditionChanged(changed);
      case PlannerEffect.RoundEnded ended -> observer.roundEnded(ended, lastNowMillis);
    }
  }

  private void answer(Future<? extends PlannerEvent> answer) {
    Context home = context;
    answer
        .onSuccess(event -> home.runOnContext(ignored -> feed(event)))
        .onFailure(
            bug ->
                home.runOnContext(
                    ignored -> loseTrack("an effect of the planner was not answered", bug)));
  }

  private void wakeAt(long atMillis) {
    if (wakeTimer >= 0) {
      vertx.cancelTimer(wakeTimer);
    }
    wakeTimer =
        vertx.setTimer(
            Math.max(1, atMillis - clockMillis.getAsLong()),
            ignored -> {
              wakeTimer = -1;
              feed(new PlannerEvent.Tick());
            });
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not started");
    }
    return part;
  }
}
