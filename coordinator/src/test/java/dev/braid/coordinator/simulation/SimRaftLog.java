package dev.braid.coordinator.simulation;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.LogUnavailableException;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a member of {@link SimRaft}: applies the sequence at its own pace, may believe that
 * it leads when it does no longer, and learns late.
 */
final class SimRaftLog implements ReplicatedLog {
  private static final long SILENT_MILLIS = 2_000;

  final int index;
  final SimProcess process;
  final List<SimRaft.Proposal> stale = new ArrayList<>();
  private final SimRaft raft;
  private final List<Address> members;
  private final List<Runnable> listeners = new ArrayList<>();
  private final List<Decided> openDecisions = new ArrayList<>();
  private @Nullable TakenBatches taken;
  private long epoch;
  private int leader = -1;
  private boolean believesLeads;
  private long heardMillis;
  private int applied;
  private int commitKnown;
  private AppendRule rule;
  private long durableTold = -1;
  private long ownTerm = -1;
  private boolean busy;
  private boolean installing;
  private boolean closed;

  /** A block that a decision of a term names, by what it extends. */
  record Decided(AppendClaim batch, ChainId chainId, BlockHash parent) {}

  SimRaftLog(SimRaft raft, int index, SimProcess process, List<Address> members) {
    this.raft = raft;
    this.index = index;
    this.process = process;
    this.members = members;
    this.applied = raft.disk(index).snapshot;
    this.rule = applied == 0 ? AppendRule.empty() : raft.log.get(applied - 1).after();
    this.heardMillis = raft.world.elapsedMillis();
  }

  /** From now on it takes part. */
  void start(TakenBatches newTaken) {
    taken = newTaken;
    raft.started(this);
    if (applied > 0) {
      newTaken.skippedTo(head());
    }
  }

  long epoch() {
    return epoch;
  }

  int applied() {
    return applied;
  }

  // What the group says.

  void learn(long newEpoch, int newLeader, int commit) {
    if (newEpoch < epoch || closed) {
      return;
    }
    heardMillis = raft.world.elapsedMillis();
    commitKnown = Math.max(commitKnown, commit);
    if (newEpoch > epoch || leader != newLeader) {
      boolean led = believesLeads;
      epoch = newEpoch;
      leader = newLeader;
      believesLeads = newLeader == index;
      if (led && !believesLeads) {
        demoted("demoted");
      } else if (!stale.isEmpty() && believesLeads) {
        settleStale("leads again");
      }
      changed();
    }
    advance();
  }

  void demoted(String why) {
    believesLeads = false;
    if (leader == index) {
      leader = -1;
    }
    settleStale(why);
    changed();
  }

  private void settleStale(String why) {
    List<SimRaft.Proposal> unsure = List.copyOf(stale);
    stale.clear();
    unsure.forEach(proposal -> proposal.settle(new SimRaft.Answer.Unsure(why)));
  }

  void forgetSilentLeader() {
    if (leader >= 0 && !believesLeads && raft.world.elapsedMillis() - heardMillis > SILENT_MILLIS) {
      leader = -1;
      changed();
    }
  }

  private void changed() {
    for (Runnable listener : listeners) {
      raft.world.after(raft.world.microsToNanos(1, 300), () -> process.happens(listener));
    }
  }

  /** Applies what is decided and here, one by one. */
  void advance() {
    if (busy || installing || closed || taken == null) {
      return;
    }
    SimRaft.Disk disk = raft.disk(index);
    if (applied < disk.snapshot) {
      skip(disk.snapshot);
    }
    if (applied < Math.min(commitKnown, disk.written)) {
      busy = true;
      raft.world.after(raft.world.microsToNanos(1, 60), () -> process.happens(this::applyNext));
    }
  }

  /**
   * The group sends a snapshot in the place of operations that this member has not got. Accepting
   * it forgets the operations before it: what they handed over must be on the disk first.
   */
  void install(int snapshot, Runnable accept) {
    if (installing || raft.disk(index).written >= snapshot) {
      return;
    }
    installing = true;
    var unused =
        started()
            .flushed(rule.height())
            .thenRun(
                () -> {
                  installing = false;
                  if (process.isAlive()) {
                    accept.run();
                  }
                });
  }

  private void skip(int snapshot) {
    applied = snapshot;
    rule = raft.log.get(snapshot - 1).after();
    started().skippedTo(SimRaft.headOf(rule));
  }

  private TakenBatches started() {
    if (taken == null) {
      throw new IllegalStateException("not started");
    }
    return taken;
  }

  private void applyNext() {
    if (installing || applied < raft.disk(index).snapshot) {
      busy = false;
      advance();
      return;
    }
    SimRaft.Committed committed = raft.log.get(applied);
    applied++;
    rule = committed.after();
    boolean own = committed.proposal().by.equals(this);
    switch (committed.op()) {
      case SimRaft.Op.Append append -> {
        if (committed.outcome() == AppendRule.Outcome.APPLIED) {
          TakenBatch batch = append.batch();
          started()
              .take(
                  List.of(own ? batch : new TakenBatch(batch.claim(), batch.bytes(), null)),
                  head());
        }
      }
      case SimRaft.Op.TakeOver over -> {
        ownTerm = own ? rule.term() : ownTerm;
        changed();
      }
    }
    if (own && !stale.contains(committed.proposal())) {
      committed.proposal().settle(new SimRaft.Answer.Stands(committed));
    }
    flushed();
    SimRaft.Disk disk = raft.disk(index);
    if (applied - disk.snapshot >= raft.snapshotEvery) {
      snapshot(disk);
    } else {
      busy = false;
      advance();
    }
  }

  private void snapshot(SimRaft.Disk disk) {
    int upTo = applied;
    var unused =
        started()
            .flushed(rule.height())
            .thenRun(
                () -> {
                  if (process.isAlive()) {
                    disk.snapshot = Math.max(disk.snapshot, upTo);
                    raft.world.count("snapshot taken");
                    busy = false;
                    advance();
                  }
                });
  }

  /** The own copy has reached the disk a little further. */
  void flushed() {
    int upTo = Math.min(raft.disk(index).flushed, applied);
    long height = upTo == 0 ? -1 : raft.log.get(upTo - 1).after().height();
    if (height > durableTold && taken != null) {
      durableTold = height;
      taken.durable(height);
    }
  }

  // The port.

  @Override
  public LogHead head() {
    return SimRaft.headOf(rule);
  }

  @Override
  public Role role() {
    return closed ? Role.STOPPED : rule.term() == ownTerm ? Role.LEADER : Role.FOLLOWER;
  }

  @Override
  public @Nullable Address leader() {
    return leader < 0 ? null : members.get(leader);
  }

  @Override
  public boolean shouldLead() {
    return believesLeads && !closed;
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void handOver(String why) {
    raft.world.count("handed over");
    raft.world.after(
        raft.world.microsToNanos(100, 5_000), () -> process.happens(() -> raft.handOver(this)));
  }

  @Override
  public CompletionStage<LogHead> takeOver() {
    CompletableFuture<LogHead> answer = new CompletableFuture<>();
    propose(
        new SimRaft.Op.TakeOver(index),
        said -> {
          if (said instanceof SimRaft.Answer.Stands(SimRaft.Committed committed)) {
            answer.complete(SimRaft.headOf(committed.after()));
          } else {
            answer.completeExceptionally(new LogUnavailableException(said.toString()));
          }
        },
        why -> answer.completeExceptionally(new LogUnavailableException(why)));
    return answer;
  }

  @Override
  public CompletionStage<AppendOutcome> append(TakenBatch batch) {
    CompletableFuture<AppendOutcome> answer = new CompletableFuture<>();
    List<Decided> decided = decided(batch);
    openDecisions.addAll(decided);
    propose(
        new SimRaft.Op.Append(batch),
        said ->
            answer.complete(
                switch (said) {
                  case SimRaft.Answer.Stands(SimRaft.Committed committed) -> {
                    if (committed.outcome() != AppendRule.Outcome.APPLIED) {
                      notTaken(batch.claim());
                    }
                    yield SimRaft.outcome(committed);
                  }
                  case SimRaft.Answer.Unsure unsure -> {
                    raft.world.count("append of unknown outcome");
                    if (!decided.isEmpty()) {
                      raft.world.count("decision of unknown outcome");
                    }
                    yield new AppendOutcome.MayHaveHappened(unsure.why());
                  }
                }),
        why -> {
          notTaken(batch.claim());
          answer.complete(new AppendOutcome.Unavailable(why));
        });
    return answer;
  }

  /** Nor will those be that were chained to it. */
  private void notTaken(AppendClaim claim) {
    openDecisions.removeIf(
        decided ->
            decided.batch().term() == claim.term() && decided.batch().height() >= claim.height());
  }

  private static List<Decided> decided(TakenBatch batch) {
    List<Decided> decided = new ArrayList<>();
    try {
      for (Entry entry : LogCodec.decodeBatch(batch.bytes()).entries()) {
        if (entry instanceof Entry.RoundDecided round) {
          for (Entry.RollupDecision rollup : round.rollups()) {
            decided.add(new Decided(batch.claim(), rollup.chainId(), rollup.header().parentHash()));
          }
        }
      }
    } catch (CodecException lie) {
      return List.of();
    }
    return decided;
  }

  /**
   * Decisions on this block, proposed by this life, that stand in the log or may stand there, and
   * no take-over has shown it since (A2).
   */
  List<Decided> mayHaveDecided(ChainId chainId, BlockHash parent) {
    return openDecisions.stream()
        .filter(
            decided ->
                decided.batch().term() >= rule.term()
                    && decided.chainId().equals(chainId)
                    && decided.parent().equals(parent))
        .toList();
  }

  private void propose(SimRaft.Op op, Consumer<SimRaft.Answer> answer, Consumer<String> refused) {
    if (!process.isAlive()) {
      return;
    }
    if (!believesLeads || closed) {
      raft.world.after(
          raft.world.microsToNanos(1, 50),
          () -> process.happens(() -> refused.accept("this member does not lead the group")));
      return;
    }
    raft.propose(
        this,
        op,
        said ->
            raft.world.after(
                raft.world.microsToNanos(1, 200), () -> process.happens(() -> answer.accept(said))),
        refused);
  }

  @Override
  public void close() {
    closed = true;
  }
}
