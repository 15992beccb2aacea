package dev.braid.protocol.round;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.round.SimBundle.Behaviour;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A driver without faults of its own, for stories: rollups with set speeds, all times exact. */
final class Rig {
  static final long START_MILLIS = 1_000_000;

  final SimLog log = new SimLog();
  final Map<ChainId, SimEngine> engines = new TreeMap<>();
  final Map<ChainId, Long> prepareMillis = new TreeMap<>();
  final Set<ChainId> silent = new TreeSet<>();
  final List<PlannerEffect> effects = new ArrayList<>();
  final List<Span> spans = new ArrayList<>();
  final Map<Integer, Long> finishedMillis = new TreeMap<>();
  private final Map<Integer, Long> sentMillis = new TreeMap<>();
  private final Map<Integer, SimBundle> open = new TreeMap<>();
  long perBundleMillis;
  long callMillis = 1;
  long appendMillis = 2;
  long now = START_MILLIS;

  private final Planner planner;
  private final SimChecks checks = new SimChecks(log, engines);
  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(Comparator.comparingLong(Task::atMillis).thenComparing(Task::number));
  private long lastNumber;
  private long wakeNumber;
  private int bundleCount;
  int ticks;

  /** From the first prepare to the end of a round. */
  record Span(long round, long fromMillis, long toMillis, PlannerEffect.RoundEnd end) {}

  private record Task(long atMillis, long number, Runnable action) {}

  Rig(RollupTraits... rollups) {
    this(new RoundPlanner(PlannerSettings.DEFAULT), rollups);
  }

  Rig(Planner planner, RollupTraits... rollups) {
    this.planner = planner;
    for (RollupTraits traits : rollups) {
      log.rollups.put(traits.chainId(), new SimLog.Rollup(traits));
      engines.put(traits.chainId(), new SimEngine(traits, false, 100));
      prepareMillis.put(traits.chainId(), 4L);
    }
    List<PlannerEvent.RollupAtLog> atLog = new ArrayList<>();
    for (SimLog.Rollup rollup : log.rollups.values()) {
      atLog.add(
          new PlannerEvent.RollupAtLog(
              rollup.traits, rollup.head().ref(), rollup.adopted, rollup.status));
    }
    deliver(new PlannerEvent.LeadershipGained(0, Limits.DEFAULT, atLog, List.of()));
  }

  static RollupTraits onDemand(int index) {
    return new RollupTraits(
        Fixtures.chain(index),
        Level.EXECUTION,
        0,
        false,
        RollupTraits.TimestampRule.EQUAL_ALLOWED,
        true,
        30_000_000);
  }

  static RollupTraits everyMillis(int index, long blockTimeMillis) {
    return new RollupTraits(
        Fixtures.chain(index),
        Level.EXECUTION,
        blockTimeMillis,
        true,
        RollupTraits.TimestampRule.EQUAL_ALLOWED,
        true,
        30_000_000);
  }

  void at(long atMillis, Runnable action) {
    queue.add(new Task(atMillis, ++lastNumber, action));
  }

  void runUntil(long atMillis) {
    while (!queue.isEmpty() && queue.element().atMillis() <= atMillis) {
      Task task = queue.remove();
      now = task.atMillis();
      task.action().run();
      checks.afterEvent();
    }
    now = atMillis;
  }

  /** A bundle of one transaction with a sender of its own on each of these rollups. */
  SimBundle bundle(int... chains) {
    Map<ChainId, Behaviour> behaviours = new TreeMap<>();
    for (int chain : chains) {
      behaviours.put(Fixtures.chain(chain), new SimBundle.Succeeds());
    }
    return bundle(behaviours);
  }

  SimBundle bundle(Map<ChainId, Behaviour> behaviours) {
    int index = bundleCount++;
    return bundle(index, behaviours, index, 0);
  }

  SimBundle bundle(int index, Map<ChainId, Behaviour> behaviours, int sender, long nonce) {
    bundleCount = Math.max(bundleCount, index + 1);
    List<BundleFootprint.SliceFootprint> slices = new ArrayList<>();
    for (ChainId chain : behaviours.keySet()) {
      slices.add(
          new BundleFootprint.SliceFootprint(
              chain,
              List.of(
                  new BundleFootprint.TransactionFootprint(
                      Fixtures.transactionHash(index, chain, 0),
                      Fixtures.sender(sender),
                      nonce,
                      100_000,
                      120,
                      false)),
              0,
              0));
    }
    return new SimBundle(
        index,
        new BundleFootprint(
            Fixtures.bundleId(index),
            new Position(0, 0),
            slices,
            0,
            0,
            now / 1000 + 30,
            Level.EXECUTION,
            false),
        behaviours);
  }

  /** All in one batch, told at once. */
  void send(SimBundle... bundles) {
    List<LogFact> facts = new ArrayList<>();
    for (SimBundle bundle : bundles) {
      sentMillis.put(bundle.index(), now);
      open.put(bundle.index(), bundle);
      facts.add(log.sequence(bundle.at(new Position(log.height + 1, facts.size()))));
    }
    tell(facts);
  }

  long sent(SimBundle bundle) {
    return Objects.requireNonNull(sentMillis.get(bundle.index()));
  }

  BundleState state(SimBundle bundle) {
    return Objects.requireNonNull(log.states.get(bundle.footprint().id()));
  }

  private void tell(List<LogFact> facts) {
    log.height++;
    for (SimBundle bundle : List.copyOf(open.values())) {
      if (state(bundle).isFinal()) {
        finishedMillis.put(bundle.index(), now);
        open.remove(bundle.index());
      }
    }
    deliver(new PlannerEvent.LogAdvanced(log.height, facts));
  }

  void deliver(PlannerEvent event) {
    checks.onEvent(event);
    for (PlannerEffect effect : planner.on(event, now)) {
      checks.onEffect(effect);
      effects.add(effect);
      perform(effect);
    }
  }

  private void perform(PlannerEffect effect) {
    switch (effect) {
      case PlannerEffect.Prepare prepare -> prepare(prepare);
      case PlannerEffect.Discard discard ->
          at(
              now + callMillis,
              () ->
                  deliver(
                      new PlannerEvent.DiscardAnswered(
                          discard.call(),
                          discard.chainId(),
                          engine(discard.chainId()).discard(discard.parent()))));
      case PlannerEffect.Adopt adopt ->
          at(
              now + callMillis,
              () ->
                  deliver(
                      new PlannerEvent.AdoptAnswered(
                          adopt.call(),
                          adopt.chainId(),
                          engine(adopt.chainId())
                              .adopt(
                                  log.rollup(adopt.chainId())
                                      .decided
                                      .get((int) adopt.blockNumber())))));
      case PlannerEffect.CheckHead check ->
          at(
              now + callMillis,
              () ->
                  deliver(
                      new PlannerEvent.HeadAnswered(
                          check.call(),
                          check.chainId(),
                          new PlannerEvent.HeadAnswer.Head(engine(check.chainId()).head().ref()))));
      case PlannerEffect.Append append -> at(now + appendMillis, () -> append(append));
      case PlannerEffect.WakeAt wake -> {
        long number = ++wakeNumber;
        at(
            wake.atMillis(),
            () -> {
              if (number == wakeNumber) {
                ticks++;
                deliver(new PlannerEvent.Tick());
              }
            });
      }
      case PlannerEffect.RoundEnded ended ->
          spans.add(new Span(ended.round(), ended.startedMillis(), now, ended.end()));
      case PlannerEffect.AnswerCancel answer -> {}
      case PlannerEffect.Alarm alarm -> {}
      case PlannerEffect.RollupConditionChanged changed -> {}
    }
  }

  private SimEngine engine(ChainId chain) {
    return Objects.requireNonNull(engines.get(chain));
  }

  private void prepare(PlannerEffect.Prepare prepare) {
    ChainId chain = prepare.chainId();
    long takes =
        Objects.requireNonNull(prepareMillis.get(chain))
            + perBundleMillis * prepare.bundles().size();
    if (silent.contains(chain) || takes > prepare.budgetMillis()) {
      at(
          now + prepare.budgetMillis(),
          () ->
              deliver(
                  new PlannerEvent.PrepareAnswered(
                      prepare.call(),
                      chain,
                      new PlannerEvent.PrepareAnswer.Unavailable("silent"))));
      return;
    }
    at(
        now + takes,
        () ->
            deliver(
                new PlannerEvent.PrepareAnswered(
                    prepare.call(),
                    chain,
                    engine(chain)
                        .prepare(
                            prepare.parent(),
                            prepare.timestampSeconds(),
                            prepare.bundles().stream()
                                .map(id -> Objects.requireNonNull(log.bundles.get(id)))
                                .toList()))));
  }

  private void append(PlannerEffect.Append append) {
    Position cursor = new Position(log.height + 1, 0);
    List<LogFact> facts;
    try {
      facts = log.append(append.entry(), cursor, now);
    } catch (SimLog.Refusal refusal) {
      throw new AssertionError(
          "the log refuses what the planner proposes: " + refusal.rule, refusal);
    }
    tell(facts);
    deliver(new PlannerEvent.AppendAnswered(append.proposal(), new AppendAnswer.Applied(cursor)));
  }

  List<Entry.RoundDecided> decisions() {
    return log.decisions;
  }
}
