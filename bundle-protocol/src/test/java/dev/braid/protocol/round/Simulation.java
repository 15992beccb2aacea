package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread, one seeded queue: model rollups, a model log, submitters, and a driver around the
 * planner under test that dies at any step and is started again from the log. After every event the
 * guarantees are checked; then everything is healed and must come to an end (L1).
 */
final class Simulation {
  private static final long START_MILLIS = 1_000_000;
  private static final long FAULT_MILLIS = 8_000;
  private static final long HEAL_MILLIS = 16_000;
  private static final int MAX_EVENTS = 40_000;

  private final long seed;
  private final Random random;
  private final SimPlan plan;
  private final Supplier<Planner> planners;
  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(Comparator.comparingLong(Task::atMillis).thenComparing(Task::number));
  private final SimLog log = new SimLog();
  private final Map<ChainId, SimEngine> engines = new TreeMap<>();
  private final Map<ChainId, Long> engineBusyUntil = new TreeMap<>();
  private final Map<ChainId, Long> engineDownUntil = new TreeMap<>();
  private final SimChecks checks = new SimChecks(log, engines);
  private final List<Traced> trace = new ArrayList<>();
  private final Map<Long, BundleId> openCancels = new HashMap<>();

  private @Nullable Planner planner;
  private int life;
  private boolean outcomeUnknown;
  private long now = START_MILLIS;
  private long lastNumber;
  private long logBusyUntil;
  private long newsUntil;
  private long wakeNumber;
  private boolean healed;

  /** Everything that was said and done, to compare runs by. */
  int traceHash() {
    return trace.hashCode();
  }

  /** How often things happened: tests see to it that the simulation reaches what it is for. */
  final Map<String, Integer> counts = new TreeMap<>();

  /** Put into words only when something fails. */
  private record Traced(long atMillis, String prefix, Object what) {}

  private record Task(long atMillis, long number, Runnable action) {}

  Simulation(long seed, Supplier<Planner> planners) {
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    this.planners = planners;
    this.plan = new SimPlan(random, START_MILLIS + 100, FAULT_MILLIS);
    for (RollupTraits traits : plan.rollups) {
      log.rollups.put(traits.chainId(), new SimLog.Rollup(traits));
      engines.put(
          traits.chainId(),
          new SimEngine(
              traits, chance(plan.silentEngines), chance(200) ? 1 + random.nextInt(3) : 100));
    }
  }

  /**
   * @throws AssertionError with the seed first, then what broke, then a trace
   */
  void run() {
    try {
      at(now, this::startDriver);
      Map<Long, List<SimBundle>> arrivals = new TreeMap<>();
      for (int i = 0; i < plan.bundles.size(); i++) {
        SimBundle bundle = plan.bundles.get(i);
        arrivals
            .computeIfAbsent(bundle.footprint().position().height(), height -> new ArrayList<>())
            .add(bundle);
      }
      arrivals.forEach(
          (height, bundles) ->
              at(plan.arrivals.get(bundles.get(0).index()), () -> arrive(bundles)));
      at(START_MILLIS + FAULT_MILLIS, this::heal);
      if (chance(150)) {
        at(START_MILLIS + random.nextInt((int) FAULT_MILLIS), this::rollupGoes);
      }
      if (chance(250)) {
        at(START_MILLIS + random.nextInt((int) FAULT_MILLIS), this::rollupIsPaused);
      }
      int events = 0;
      while (!queue.isEmpty()
          && queue.element().atMillis() <= START_MILLIS + FAULT_MILLIS + HEAL_MILLIS) {
        SimChecks.that(++events < MAX_EVENTS, "the planner does not come to rest");
        Task task = queue.remove();
        now = task.atMillis();
        task.action().run();
        checks.afterEvent();
        maybeFault();
      }
      checks.atEnd();
      SimChecks.that(openCancels.isEmpty(), "L1: a cancel has no answer");
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e + "\n" + tail(), e);
    }
  }

  private String tail() {
    StringBuilder text = new StringBuilder();
    for (Traced traced : trace.subList(Math.max(0, trace.size() - 80), trace.size())) {
      text.append(traced.atMillis() - START_MILLIS)
          .append(traced.prefix())
          .append(shorten(traced.what()))
          .append('\n');
    }
    return text.toString();
  }

  private void note(String what) {
    trace.add(new Traced(now, " ", what));
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private boolean chance(int inAThousand) {
    return random.nextInt(1_000) < inAThousand;
  }

  private boolean fault(int inAThousand) {
    return !healed && chance(inAThousand);
  }

  private void at(long atMillis, Runnable action) {
    queue.add(new Task(atMillis, ++lastNumber, action));
  }

  // --- the world -------------------------------------------------------------------------------

  private void arrive(List<SimBundle> bundles) {
    List<LogFact> facts = new ArrayList<>();
    for (SimBundle planned : bundles) {
      SimBundle bundle = planned.at(new Position(log.height + 1, facts.size()));
      note("arrives " + bundle + " " + bundle.behaviours());
      facts.add(log.sequence(bundle));
      if (chance(plan.cancels)) {
        at(now + random.nextInt(1_500), () -> cancel(bundle));
      }
    }
    tell(facts);
  }

  private void cancel(SimBundle bundle) {
    if (planner != null) {
      long request = ++lastNumber;
      note("cancel asked for " + bundle);
      openCancels.put(request, bundle.footprint().id());
      deliver(
          life,
          new PlannerEvent.CancelRequested(
              request,
              bundle.footprint().position(),
              new Entry.BundleCancelled(bundle.footprint().id(), new Authorization.Header())));
    }
  }

  private void maybeFault() {
    if (fault(plan.deaths) && planner != null) {
      die();
    }
    for (SimEngine engine : engines.values()) {
      if (fault(plan.engineFaults)) {
        breakEngine(engine);
      }
    }
  }

  /** E1: a rollup leaves, or the operator gives up on its engine. */
  private void rollupGoes() {
    List<SimLog.Rollup> all = List.copyOf(log.rollups.values());
    SimLog.Rollup rollup = all.get(random.nextInt(all.size()));
    boolean diverged = chance(300);
    note((diverged ? "diverged: " : "leaves: ") + rollup.traits.chainId());
    count(diverged ? "rollup diverged" : "rollup left");
    tell(log.goes(rollup, diverged));
  }

  /** Its operators pause a rollup; some forget to resume it. */
  private void rollupIsPaused() {
    List<SimLog.Rollup> all = List.copyOf(log.rollups.values());
    SimLog.Rollup rollup = all.get(random.nextInt(all.size()));
    if (rollup.status != RollupStatus.ACTIVE) {
      return;
    }
    note("paused: " + rollup.traits.chainId());
    count("rollup paused");
    tell(log.pauses(rollup, true));
    if (chance(700)) {
      at(now + random.nextInt(6_000), () -> rollupResumes(rollup));
    }
  }

  private void rollupResumes(SimLog.Rollup rollup) {
    if (rollup.status == RollupStatus.PAUSED) {
      note("resumed: " + rollup.traits.chainId());
      count("rollup resumed");
      tell(log.pauses(rollup, false));
    }
  }

  private void breakEngine(SimEngine engine) {
    switch (random.nextInt(4)) {
      case 3 -> {
        note(engine.chainId() + " gets a late request to mine");
        count("mined late");
        engine.mineLate(now / 1000);
      }
      case 0 -> {
        note(engine.chainId() + " restarts empty");
        count("restarted empty");
        engine.restartEmpty();
      }
      case 1 -> {
        note(engine.chainId() + " forgets blocks");
        count("forgot blocks");
        engine.forgetBlocks(1 + random.nextInt(2));
      }
      default -> {
        note(engine.chainId() + " goes down");
        count("went down");
        engineDownUntil.put(engine.chainId(), now + random.nextInt(3_000));
      }
    }
  }

  private void die() {
    Planner dying = Objects.requireNonNull(planner);
    count("driver died");
    planner = null;
    life++;
    openCancels.clear();
    if (random.nextInt(3) == 0) {
      // Deposed, not crashed: the same planner is told so, and leads again later.
      note("deposed");
      dying.on(new PlannerEvent.LeadershipLost(), now);
      at(now + random.nextInt(500), () -> lead(dying));
    } else {
      note("driver dies");
      at(now + random.nextInt(1_000), this::startDriver);
    }
  }

  private void heal() {
    note("healed");
    healed = true;
    engineDownUntil.clear();
    if (planner != null && outcomeUnknown) {
      // Only a new term tells whether an append of unknown outcome stands (design section 5).
      planner = null;
      life++;
      openCancels.clear();
      at(now, this::startDriver);
    }
  }

  private void startDriver() {
    lead(planners.get());
  }

  /** TakeOver: appends of earlier lives are in or out by now. */
  private void lead(Planner next) {
    if (planner != null) {
      return;
    }
    note("leads, life " + life);
    planner = next;
    outcomeUnknown = false;
    newsUntil = now;
    checks.newLife();
    List<PlannerEvent.RollupAtLog> rollups = new ArrayList<>();
    for (SimLog.Rollup rollup : log.rollups.values()) {
      rollups.add(
          new PlannerEvent.RollupAtLog(
              rollup.traits, rollup.head().ref(), rollup.adopted, rollup.status));
    }
    deliver(
        life,
        new PlannerEvent.LeadershipGained(log.height, Limits.DEFAULT, rollups, log.pending()));
  }

  /** The log's news reach the planner in order, a little later. */
  private void tell(List<LogFact> facts) {
    long height = ++log.height;
    int forLife = life;
    if (planner != null) {
      newsUntil = Math.max(newsUntil, now + random.nextInt(4));
      at(newsUntil, () -> deliver(forLife, new PlannerEvent.LogAdvanced(height, facts)));
    }
  }

  // --- the driver ------------------------------------------------------------------------------

  private void deliver(int forLife, PlannerEvent event) {
    if (forLife != life || planner == null) {
      return;
    }
    checks.onEvent(event);
    if (!(event instanceof PlannerEvent.Tick)) {
      trace.add(new Traced(now, " > ", event));
    }
    for (PlannerEffect effect : planner.on(event, now)) {
      if (!(effect instanceof PlannerEffect.WakeAt)) {
        trace.add(new Traced(now, "   < ", effect));
      }
      checks.onEffect(effect);
      perform(effect);
    }
  }

  private void perform(PlannerEffect effect) {
    switch (effect) {
      case PlannerEffect.Prepare prepare ->
          call(
              prepare.chainId(),
              prepare.budgetMillis(),
              engine -> prepare(engine, prepare),
              answer -> new PlannerEvent.PrepareAnswered(prepare.call(), prepare.chainId(), answer),
              new PlannerEvent.PrepareAnswer.Unavailable("no answer"));
      case PlannerEffect.Discard discard ->
          call(
              discard.chainId(),
              400,
              engine -> engine.discard(discard.parent()),
              answer -> new PlannerEvent.DiscardAnswered(discard.call(), discard.chainId(), answer),
              new PlannerEvent.DiscardAnswer.Unavailable("no answer"));
      case PlannerEffect.Adopt adopt -> {
        SimEngine.Block block = log.rollup(adopt.chainId()).decided.get((int) adopt.blockNumber());
        this.<PlannerEvent.AdoptAnswer>call(
            adopt.chainId(),
            400,
            engine -> {
              PlannerEvent.AdoptAnswer truth = engine.adopt(block);
              return lies() ? new PlannerEvent.AdoptAnswer.Diverged(nowhere(), "no") : truth;
            },
            answer -> new PlannerEvent.AdoptAnswered(adopt.call(), adopt.chainId(), answer),
            new PlannerEvent.AdoptAnswer.Unavailable("no answer"));
      }
      case PlannerEffect.CheckHead check ->
          this.<PlannerEvent.HeadAnswer>call(
              check.chainId(),
              400,
              engine -> new PlannerEvent.HeadAnswer.Head(lies() ? nowhere() : engine.head().ref()),
              answer -> new PlannerEvent.HeadAnswered(check.call(), check.chainId(), answer),
              new PlannerEvent.HeadAnswer.Unavailable("no answer"));
      case PlannerEffect.Append append -> append(append);
      case PlannerEffect.AnswerCancel answer -> answered(answer);
      case PlannerEffect.WakeAt wake -> {
        SimChecks.that(wake.atMillis() > now, "a wake-up in the past");
        long number = ++wakeNumber;
        int forLife = life;
        at(
            wake.atMillis(),
            () -> {
              if (number == wakeNumber) {
                deliver(forLife, new PlannerEvent.Tick());
              }
            });
      }
      case PlannerEffect.Alarm alarm -> count("alarm " + alarm.code());
      case PlannerEffect.RollupConditionChanged changed -> count("rollup " + changed.to());
      case PlannerEffect.RoundEnded ended -> count("round " + ended.end());
    }
  }

  private PlannerEvent.PrepareAnswer prepare(SimEngine engine, PlannerEffect.Prepare prepare) {
    PlannerEvent.PrepareAnswer truth =
        engine.prepare(prepare.parent(), prepare.timestampSeconds(), bundles(prepare.bundles()));
    if (!lies()) {
      return truth;
    }
    return switch (random.nextInt(3)) {
      case 0 -> new PlannerEvent.PrepareAnswer.OtherHead(nowhere());
      case 1 ->
          new PlannerEvent.PrepareAnswer.Full(prepare.bundles().size() + random.nextInt(3) - 1);
      default ->
          truth instanceof PlannerEvent.PrepareAnswer.Candidate candidate
              ? new PlannerEvent.PrepareAnswer.Candidate(
                  Fixtures.header(prepare.parent(), prepare.timestampSeconds() + 1),
                  candidate.hash(),
                  List.of(),
                  List.of(),
                  List.of(),
                  candidate.slices())
              : truth;
    };
  }

  private boolean lies() {
    if (!fault(plan.lies)) {
      return false;
    }
    count("lie");
    return true;
  }

  private static BlockRef nowhere() {
    return new BlockRef(77, new BlockHash(Fixtures.digest("nowhere")), 5_000);
  }

  private List<SimBundle> bundles(List<BundleId> ids) {
    return ids.stream().map(id -> Objects.requireNonNull(log.bundles.get(id))).toList();
  }

  /**
   * A call as a client makes it: in order, with a time-out; it may be lost, late, answered twice.
   */
  private <A> void call(
      ChainId chain,
      long timeoutMillis,
      java.util.function.Function<SimEngine, A> action,
      java.util.function.Function<A, PlannerEvent> answer,
      A timedOut) {
    int forLife = life;
    int latency = Objects.requireNonNull(plan.latencyMillis.get(chain));
    boolean[] open = {true};
    at(
        now + timeoutMillis,
        () -> {
          if (open[0]) {
            open[0] = false;
            deliver(forLife, answer.apply(timedOut));
          }
        });
    if (fault(plan.lostCalls)) {
      note("  lost: a call to " + chain);
      count("lost call");
      return;
    }
    long extra = fault(plan.lateAnswers) ? random.nextInt(3_000) : 0;
    long start =
        Math.max(now, engineBusyUntil.getOrDefault(chain, 0L))
            + 1
            + random.nextInt(latency)
            + extra / 2;
    engineBusyUntil.put(chain, start);
    boolean doubled = fault(plan.doubledAnswers);
    boolean answerLost = fault(plan.lostCalls);
    at(
        start,
        () -> {
          if (now < engineDownUntil.getOrDefault(chain, 0L)) {
            return;
          }
          A result = action.apply(Objects.requireNonNull(engines.get(chain)));
          if (answerLost) {
            count("lost answer");
            return;
          }
          Runnable deliver =
              () -> {
                open[0] = false;
                deliver(forLife, answer.apply(result));
              };
          long arrives = now + 1 + random.nextInt(3) + extra / 2;
          at(arrives, deliver);
          if (doubled) {
            count("doubled answer");
            at(arrives + random.nextInt(500), deliver);
          }
        });
  }

  private void append(PlannerEffect.Append append) {
    int forLife = life;
    logBusyUntil = Math.max(now, logBusyUntil) + 1 + random.nextInt(6);
    if (fault(plan.badAppends)) {
      boolean unknown = random.nextInt(3) == 0;
      boolean taken = unknown && random.nextBoolean();
      if (unknown) {
        count(append.entry() instanceof Entry.RoundDecided ? "unknown decision" : "unknown append");
        outcomeUnknown = true;
        note("  append of unknown outcome, in truth " + (taken ? "taken" : "lost"));
        at(logBusyUntil, () -> answerAppend(forLife, append, new AppendAnswer.Unknown("?")));
        // A new term settles it; whoever leads hands over sooner or later.
        at(
            logBusyUntil + random.nextInt(2_000),
            () -> {
              if (forLife == life && planner != null) {
                die();
              }
            });
      } else {
        at(logBusyUntil, () -> answerAppend(forLife, append, new AppendAnswer.NotTaken("full")));
      }
      if (taken) {
        at(logBusyUntil, () -> take(forLife, append, false));
      }
      return;
    }
    at(logBusyUntil, () -> take(forLife, append, true));
  }

  private void take(int forLife, PlannerEffect.Append append, boolean answers) {
    if (forLife != life && planner != null) {
      // Fenced by its term: a stale leader cannot decide (A2).
      return;
    }
    Position cursor = new Position(log.height + 1, 0);
    try {
      List<LogFact> facts = log.append(append.entry(), cursor, now);
      count(append.entry().getClass().getSimpleName());
      tell(facts);
      if (answers) {
        at(
            now + random.nextInt(6),
            () -> answerAppend(forLife, append, new AppendAnswer.Applied(cursor)));
      }
    } catch (SimLog.Refusal refusal) {
      SimChecks.that(
          outcomeUnknown || forLife != life || refusal.rule.equals(SimLog.ROLLUP_LEFT),
          "the log refuses what the planner proposes: " + refusal.rule);
      answerAppend(forLife, append, new AppendAnswer.Refused(refusal.rule));
    }
  }

  private void answerAppend(int forLife, PlannerEffect.Append append, AppendAnswer answer) {
    deliver(forLife, new PlannerEvent.AppendAnswered(append.proposal(), answer));
  }

  private void answered(PlannerEffect.AnswerCancel answer) {
    BundleId id = openCancels.remove(answer.request());
    SimChecks.that(id != null, "a cancel is answered twice");
    BundleState state = log.states.get(answer.id());
    switch (answer.answer()) {
      case PlannerEffect.CancelAnswer.Cancelled cancelled ->
          SimChecks.that(state == BundleState.CANCELLED, "L1: told cancelled, is " + state);
      case PlannerEffect.CancelAnswer.TooLate late ->
          SimChecks.that(state != BundleState.SEQUENCED, "L1: told too late, is pending");
      default -> {}
    }
    count("cancel " + answer.answer().getClass().getSimpleName());
  }

  /** Ids as the bundles' short names. */
  private String shorten(Object value) {
    String text = value.toString();
    for (SimBundle bundle : plan.bundles) {
      text = text.replace(bundle.footprint().id().toString(), bundle.toString());
    }
    text =
        text.replaceAll("header=BlockHeader\\[[^]]*\\]", "header")
            .replaceAll("header=BlockHeader\\[[^]]*number=(\\d+)[^]]*\\]", "header $1")
            .replaceAll("limits=Limits\\[[^]]*\\]", "limits")
            .replaceAll("(0x[0-9a-f]{6})[0-9a-f]{34,}", "$1");
    return text.length() > 360 ? text.substring(0, 360) + "…" : text;
  }
}
