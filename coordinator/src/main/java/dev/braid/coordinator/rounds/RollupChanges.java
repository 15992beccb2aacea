package dev.braid.coordinator.rounds;

import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Proposes changes of the rollup set that a quorum of members has signed, this one included. May be
 * called from any thread; stages complete on the loop or a thread of the proposer.
 */
public final class RollupChanges {
  private final Loop loop;
  private final RoundsLog log;
  private final Proposer proposer;
  private final Approvals approvals;
  private final ChangeSignatures signatures;

  /**
   * @param proposer where changes go; of the leader where this member may not lead
   * @param workers runs what is heavy on the processor
   */
  public RollupChanges(
      Loop loop,
      RoundsLog log,
      Proposer proposer,
      Peers peers,
      MemberSigner signer,
      Executor workers) {
    this.loop = loop;
    this.log = log;
    this.proposer = proposer;
    this.approvals = new Approvals(loop);
    this.signatures = new ChangeSignatures(loop, workers, peers, signer);
  }

  /** What the operator of this member has approved; on the loop. */
  Approvals approvals() {
    return approvals;
  }

  /** The rollup joins; its first block builds on the definition's anchor. */
  CompletionStage<AppendAnswer> join(RollupDefinition definition, String detail) {
    State state = log.state();
    return signatures
        .collect(state, unsigned(definition.chainId(), Change.JOINED, definition, detail))
        .thenCompose(
            collected ->
                collected.isQuorum()
                    ? proposer.propose(collected.change(), state.term())
                    : CompletableFuture.completedFuture(
                        new AppendAnswer.NotTaken(collected.shortfall())));
  }

  /**
   * This member's operator declares a change. Proposed when the operators of a quorum of members
   * have declared it. The answer is {@code Refused} when the log's rules do not allow it, also when
   * another change came between.
   *
   * @param change {@link Change#DIVERGED}: the rollup holds another history than the log, and what
   *     was decided for it and not seen as adopted is damaged; {@link Change#PAUSED}: it enters no
   *     new round; {@link Change#RESUMED}: it does again
   * @param detail why, for people; at most 1 KiB
   */
  public CompletionStage<Declared> declare(ChainId chainId, Change change, String detail) {
    CompletableFuture<CompletionStage<Declared>> declared = new CompletableFuture<>();
    loop.execute(() -> declared.complete(declareOnLoop(chainId, change, detail)));
    return declared.thenCompose(stage -> stage);
  }

  private CompletionStage<Declared> declareOnLoop(ChainId chainId, Change change, String detail) {
    State state = log.state();
    if (state.rollup(chainId) == null) {
      return CompletableFuture.completedFuture(
          new Declared.Proposed(new AppendAnswer.Refused("no rollup has this chain id")));
    }
    approvals.approve(state, chainId, change);
    return signatures
        .collect(state, unsigned(chainId, change, null, detail))
        .thenCompose(
            collected ->
                collected.isQuorum()
                    ? proposer
                        .propose(collected.change(), state.term())
                        .<Declared>thenApply(Declared.Proposed::new)
                    : CompletableFuture.completedFuture(
                        new Declared.Approved(
                            collected.change().signatures().size(), collected.needed())));
  }

  private static Entry.RollupChanged unsigned(
      ChainId chainId, Change change, @Nullable RollupDefinition definition, String detail) {
    return new Entry.RollupChanged(chainId, change, definition, detail, null, List.of());
  }
}
