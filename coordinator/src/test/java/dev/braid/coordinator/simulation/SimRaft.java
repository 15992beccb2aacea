package dev.braid.coordinator.simulation;

import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.log.AppendRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A model of the replicated log that stands in for Hazelcast's Raft: one true sequence of
 * operations, a leader that a connected majority elects among those with the newest log, entries
 * that survive their leader or not, and each member's own disk, flush and snapshot. What it decides
 * is decided by the production rule ({@link AppendRule}).
 */
final class SimRaft {
  /** What runs on the group. */
  sealed interface Op {
    record TakeOver(int member) implements Op {}

    record Append(TakenBatch batch) implements Op {}
  }

  /**
   * An operation in its place for good.
   *
   * @param outcome null for a take-over
   */
  record Committed(
      Op op, AppendRule.@Nullable Outcome outcome, AppendRule after, Proposal proposal) {}

  /** An operation on its way, with who has it on the disk and whose word of it came back. */
  static final class Proposal {
    final Op op;
    final SimRaftLog by;
    final long epoch;
    final Consumer<Answer> answer;
    int has;
    int acknowledged;
    int committedIndex;
    private boolean settled;

    Proposal(Op op, SimRaftLog by, long epoch, Consumer<Answer> answer) {
      this.op = op;
      this.by = by;
      this.epoch = epoch;
      this.answer = answer;
    }

    void settle(Answer what) {
      if (!settled) {
        settled = true;
        answer.accept(what);
      }
    }
  }

  /** What a proposer is told: the operation in its place, or that nobody knows. */
  sealed interface Answer {
    record Stands(Committed committed) implements Answer {}

    record Unsure(String why) implements Answer {}
  }

  /** What a member keeps through its lives: counts of operations from the beginning. */
  static final class Disk {
    int written;
    int flushed;
    int snapshot;

    @Override
    public String toString() {
      return "written " + written + " flushed " + flushed + " snapshot " + snapshot;
    }
  }

  private static final long TICK_MILLIS = 40;
  private static final long DEMOTED_MILLIS = 1_800;
  private static final int MAX_UNCOMMITTED = 128;

  final SimWorld world;
  final SimNetwork network;
  final int members;
  final List<Committed> log = new ArrayList<>();
  final int snapshotEvery;
  private final Step step;
  private final ObjIntConsumer<Committed> onCommitted;
  private final Disk[] disks;
  private final @Nullable SimRaftLog[] lives;
  private final List<Proposal> inFlight = new ArrayList<>();
  private int leader = -1;
  private int upsets;
  private long epoch;
  private AppendRule rule = AppendRule.empty();
  private long leaderGoneSince = -1;
  private long electionAfterMillis;
  private long cutOffSince = -1;

  /** How the group judges an append. */
  @FunctionalInterface
  interface Step {
    AppendRule.Result append(AppendRule rule, AppendClaim claim);

    /** As production does. */
    Step RIGHT =
        (rule, claim) ->
            rule.append(claim.term(), claim.height(), claim.previousHash(), claim.hash());
  }

  SimRaft(
      SimWorld world,
      SimNetwork network,
      int members,
      Step step,
      ObjIntConsumer<Committed> onCommitted) {
    this.world = world;
    this.network = network;
    this.members = members;
    this.step = step;
    this.onCommitted = onCommitted;
    this.disks = new Disk[members];
    this.lives = new SimRaftLog[members];
    this.snapshotEvery = (int) world.between(8, 60);
    for (int i = 0; i < members; i++) {
      disks[i] = new Disk();
    }
    drawElection();
    tick();
  }

  /** In a thousand entries that reach a follower: those at which the leadership moves. */
  void rough(int upsetsInAThousand) {
    upsets = upsetsInAThousand;
  }

  Disk disk(int member) {
    return disks[member];
  }

  int majority() {
    return members / 2 + 1;
  }

  /** The term of the newest take-over. */
  long term() {
    return rule.term();
  }

  /** The member that leads in truth; -1 while none does. */
  int leader() {
    return leader;
  }

  void started(SimRaftLog life) {
    lives[life.index] = life;
  }

  /** The process died; with the machine goes what was not flushed. */
  void died(int member, boolean withMachine) {
    lives[member] = null;
    Disk disk = disks[member];
    if (withMachine) {
      disk.written = disk.flushed;
    } else {
      disk.flushed = disk.written;
      if (member == leader) {
        inFlight.forEach(proposal -> proposal.has |= bit(member));
      }
    }
    if (member == leader) {
      leader = -1;
    }
  }

  private static int bit(int member) {
    return 1 << member;
  }

  private boolean runs(int member) {
    SimRaftLog life = lives[member];
    return life != null && life.process.isRunning();
  }

  private List<Integer> reachable(int from) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      if (runs(i) && network.connected(from, i)) {
        all.add(i);
      }
    }
    return all;
  }

  // Proposals.

  void propose(SimRaftLog by, Op op, Consumer<Answer> answer, Consumer<String> refused) {
    Proposal proposal = new Proposal(op, by, by.epoch(), answer);
    if (by.index == leader && by.epoch() == epoch && by.equals(lives[by.index])) {
      if (inFlight.size() >= MAX_UNCOMMITTED) {
        refused.accept("too many uncommitted entries");
        return;
      }
      inFlight.add(proposal);
      replicate(proposal);
    } else {
      world.count("proposed by a stale leader");
      by.stale.add(proposal);
    }
  }

  private long flushNanos() {
    return world.chance(30)
        ? TimeUnit.MILLISECONDS.toNanos(world.between(2, 120))
        : world.microsToNanos(100, 900);
  }

  private void replicate(Proposal proposal) {
    SimRaftLog by = proposal.by;
    world.after(flushNanos(), () -> by.process.happens(() -> flushedAtLeader(proposal)));
    for (int i = 0; i < members; i++) {
      if (i != by.index) {
        sendEntry(proposal, i);
      }
    }
  }

  private void flushedAtLeader(Proposal proposal) {
    int member = proposal.by.index;
    Disk disk = disks[member];
    if (proposal.committedIndex > 0) {
      disk.flushed = Math.max(disk.flushed, Math.min(proposal.committedIndex, disk.written));
      proposal.by.flushed();
    } else if (inFlight.contains(proposal)) {
      for (Proposal each : upTo(proposal)) {
        each.has |= bit(member);
        each.acknowledged |= bit(member);
      }
      commitWhatCan();
    }
  }

  private List<Proposal> upTo(Proposal last) {
    return inFlight.subList(0, inFlight.indexOf(last) + 1);
  }

  private void sendEntry(Proposal proposal, int follower) {
    SimRaftLog life = lives[follower];
    if (life == null) {
      return;
    }
    network.send(
        proposal.by.index,
        follower,
        life.process,
        () -> world.after(flushNanos(), () -> life.process.happens(() -> arrived(proposal, life))));
  }

  private void arrived(Proposal proposal, SimRaftLog life) {
    int follower = life.index;
    Disk disk = disks[follower];
    if (proposal.epoch != epoch || !life.equals(lives[follower])) {
      return;
    }
    if (proposal.committedIndex > 0) {
      if (disk.written == proposal.committedIndex - 1) {
        disk.written = proposal.committedIndex;
        disk.flushed = proposal.committedIndex;
        life.advance();
      }
      return;
    }
    if (disk.written != log.size() || !inFlight.contains(proposal)) {
      return;
    }
    for (Proposal before : upTo(proposal)) {
      if (before != proposal && (before.has & bit(follower)) == 0) {
        return; // a gap: sent again by the next tick
      }
    }
    proposal.has |= bit(follower);
    if (world.chance(upsets) && leader >= 0) {
      world.count("leadership moved in the middle of an append");
      elect(leader);
      return;
    }
    network.send(
        follower,
        proposal.by.index,
        proposal.by.process,
        () -> {
          if (proposal.epoch == epoch && proposal.committedIndex == 0) {
            proposal.acknowledged |= bit(follower);
            commitWhatCan();
          }
        });
  }

  private void commitWhatCan() {
    while (!inFlight.isEmpty() && Integer.bitCount(inFlight.get(0).acknowledged) >= majority()) {
      commit(inFlight.remove(0));
    }
  }

  private void commit(Proposal proposal) {
    Committed committed =
        switch (proposal.op) {
          case Op.TakeOver over -> new Committed(over, null, rule.takeOver(), proposal);
          case Op.Append append -> {
            var claim = append.batch().claim();
            AppendRule.Result result = step.append(rule, claim);
            yield new Committed(append, result.outcome(), result.next(), proposal);
          }
        };
    rule = committed.after();
    log.add(committed);
    proposal.committedIndex = log.size();
    onCommitted.accept(committed, log.size() - 1);
    for (int i = 0; i < members; i++) {
      if ((proposal.has & bit(i)) != 0 && disks[i].written >= log.size() - 1) {
        disks[i].written = log.size();
        disks[i].flushed = log.size();
      }
    }
    SimRaftLog life = leader < 0 ? null : lives[leader];
    if (life != null) {
      disks[leader].written = log.size();
      life.learn(epoch, leader, log.size());
      for (int i = 0; i < members; i++) {
        tellCommit(i);
      }
    }
    world.note("raft", "commits " + log.size() + " " + describe(committed));
  }

  private static String describe(Committed committed) {
    return committed.op() instanceof Op.Append append
        ? append.batch().claim() + " " + committed.outcome()
        : committed.op() + " term " + committed.after().term();
  }

  private void tellCommit(int follower) {
    SimRaftLog life = lives[follower];
    if (life != null && follower != leader) {
      long ofEpoch = epoch;
      int of = leader;
      int commit = log.size();
      network.send(leader, follower, life.process, () -> life.learn(ofEpoch, of, commit));
    }
  }

  // Time.

  private void tick() {
    world.afterMillis(TICK_MILLIS, this::tick);
    for (int i = 0; i < members; i++) {
      SimRaftLog life = lives[i];
      if (life != null && life.process.isRunning()) {
        life.forgetSilentLeader();
      }
    }
    if (leader >= 0 && runs(leader)) {
      lead();
    }
    boolean isLed = leader >= 0 && runs(leader) && reachable(leader).size() >= majority();
    long now = world.elapsedMillis();
    if (isLed) {
      leaderGoneSince = -1;
      return;
    }
    if (leaderGoneSince < 0) {
      leaderGoneSince = now;
    } else if (now - leaderGoneSince >= electionAfterMillis) {
      elect(-1);
    }
  }

  private void lead() {
    if (reachable(leader).size() < majority()) {
      long now = world.elapsedMillis();
      if (cutOffSince < 0) {
        cutOffSince = now;
      } else if (now - cutOffSince > DEMOTED_MILLIS) {
        SimRaftLog life = lives[leader];
        leader = -1;
        cutOffSince = -1;
        if (life != null) {
          world.count("leader demoted itself");
          moveInFlightTo(life);
          life.demoted("no majority answers");
        }
      }
      return;
    }
    cutOffSince = -1;
    for (int i = 0; i < members; i++) {
      if (i != leader && runs(i) && network.connected(leader, i)) {
        catchUp(i);
        for (Proposal proposal : inFlight) {
          if ((proposal.has & bit(i)) == 0) {
            sendEntry(proposal, i);
          } else if ((proposal.acknowledged & bit(i)) == 0) {
            proposal.acknowledged |= bit(i);
          }
        }
        tellCommit(i);
      }
    }
    commitWhatCan();
  }

  private void catchUp(int follower) {
    Disk disk = disks[follower];
    Disk of = disks[leader];
    SimRaftLog life = lives[follower];
    if (life == null || disk.written >= log.size()) {
      return;
    }
    int snapshot = of.snapshot;
    int upTo = Math.min(log.size(), Math.max(disk.written, snapshot) + 20);
    network.send(
        leader,
        follower,
        life.process,
        () -> {
          if (disk.written < snapshot) {
            life.install(snapshot, () -> receive(life, disk, snapshot, upTo));
          } else {
            receive(life, disk, snapshot, upTo);
          }
        });
  }

  private void receive(SimRaftLog life, Disk disk, int snapshot, int upTo) {
    if (disk.written < snapshot) {
      disk.snapshot = Math.max(disk.snapshot, snapshot);
      disk.written = snapshot;
      world.count("snapshot installed");
      world.note("member " + life.index, "gets a snapshot up to " + snapshot);
    }
    disk.written = Math.max(disk.written, upTo);
    disk.flushed = disk.written;
    life.advance();
  }

  private void drawElection() {
    electionAfterMillis = world.between(1_300, 2_800);
  }

  // Elections.

  private int lastIndex(int member) {
    int last = disks[member].written;
    if (last == log.size()) {
      for (Proposal proposal : inFlight) {
        if ((proposal.has & bit(member)) == 0 && !proposal.by.equals(lives[member])) {
          break;
        }
        last++;
      }
    }
    return last;
  }

  private boolean mayLead(int candidate) {
    int votes = 0;
    for (int voter : reachable(candidate)) {
      if (lastIndex(voter) <= lastIndex(candidate)) {
        votes++;
      }
    }
    return runs(candidate) && votes >= majority();
  }

  /**
   * A new leader, if one can be elected.
   *
   * @param not the member that must not be it; -1 = any
   */
  private void elect(int not) {
    drawElection();
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      if (i != not && mayLead(i)) {
        candidates.add(i);
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    int elected = world.oneOf(candidates);
    SimRaftLog next = lives[elected];
    int survivors = lastIndex(elected) - log.size();
    List<Proposal> tail = new ArrayList<>(inFlight);
    if (leader >= 0 && leader != elected) {
      SimRaftLog old = lives[leader];
      if (old != null) {
        moveInFlightTo(old);
      }
    }
    inFlight.clear();
    leader = elected;
    epoch++;
    leaderGoneSince = -1;
    cutOffSince = -1;
    world.count("election");
    world.note("raft", "elects " + elected + " with " + survivors + " entries of before");
    int have = bit(elected);
    for (int voter : reachable(elected)) {
      if (Integer.bitCount(have) < majority()) {
        have |= bit(voter);
      }
    }
    for (Proposal proposal : tail.subList(0, Math.max(0, survivors))) {
      for (int i = 0; i < members; i++) {
        if ((have & bit(i)) != 0) {
          disks[i].written = log.size();
          disks[i].flushed = log.size();
        }
      }
      proposal.has = have;
      commit(proposal);
      world.count("entry survived its leader");
    }
    if (next != null) {
      next.learn(epoch, elected, log.size());
    }
  }

  private void moveInFlightTo(SimRaftLog life) {
    for (Proposal proposal : inFlight) {
      if (proposal.by.equals(life) && !life.stale.contains(proposal)) {
        life.stale.add(proposal);
      }
    }
  }

  /** Moves the leadership away from this member, if another can take it. */
  void handOver(SimRaftLog from) {
    if (from.index == leader && from.epoch() == epoch) {
      elect(leader);
    }
  }

  static LogHead headOf(AppendRule rule) {
    return new LogHead(rule.term(), rule.height(), rule.headHash());
  }

  static AppendOutcome outcome(Committed committed) {
    AppendRule after = committed.after();
    AppendRule.Outcome outcome = committed.outcome();
    if (outcome == null) {
      throw new IllegalStateException("no append: " + committed.op());
    }
    return switch (outcome) {
      case APPLIED -> new AppendOutcome.Applied();
      case ALREADY_APPLIED -> new AppendOutcome.AlreadyApplied();
      case STALE_TERM -> new AppendOutcome.StaleTerm(after.term());
      case NOT_NEXT -> new AppendOutcome.NotNext(headOf(after));
    };
  }
}
