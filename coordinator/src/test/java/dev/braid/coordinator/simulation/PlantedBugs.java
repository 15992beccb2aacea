package dev.braid.coordinator.simulation;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import dev.braid.proto.v1.LogProto;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.SignatureNotice;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerSettings;
import dev.braid.protocol.round.RollupView;
import dev.braid.protocol.round.RoundPlanner;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;

/** Members that are wrong in one way each, to see that the simulation notices. */
final class PlantedBugs {
  private PlantedBugs() {}

  /** The blocks of a decision as they could be built before it stands anywhere. */
  private static @Nullable DecidedBlock block(State state, Entry.RollupDecision decision) {
    List<RawTransaction> transactions = new ArrayList<>();
    for (Position reference : decision.references()) {
      PendingBundle pending = state.pending().get(reference);
      Slice slice = pending == null ? null : pending.bundle().slice(decision.chainId());
      if (slice == null) {
        return null;
      }
      transactions.addAll(slice.transactions());
    }
    return new DecidedBlock(
        decision.chainId(),
        decision.header(),
        decision.blockHash(),
        decision.systemTransactions(),
        transactions,
        decision.withdrawals(),
        decision.executionRequests());
  }

  private static void adoptAll(SimNode.Life life, State state, Entry.RoundDecided round) {
    for (Entry.RollupDecision decision : round.rollups()) {
      DecidedBlock block = block(state, decision);
      if (block != null) {
        var unused = life.handle(decision.chainId()).client().adopt(block);
      }
    }
  }

  /** Lets a bug see what goes in and out of a right planner. */
  private abstract static class WatchedPlanner implements Planner {
    private final Planner right = new RoundPlanner(PlannerSettings.DEFAULT.inCluster());

    @Override
    public final List<PlannerEffect> on(PlannerEvent event, long nowMillis) {
      List<PlannerEffect> effects = right.on(event, nowMillis);
      effects.forEach(this::wished);
      heard(event);
      return effects;
    }

    @Override
    public final List<RollupView> rollups() {
      return right.rollups();
    }

    abstract void wished(PlannerEffect effect);

    /** What the planner was just told. */
    void heard(PlannerEvent unused) {}
  }

  /** Saves the time that the log takes: adopts what it has only proposed. */
  static final class ActsOnADecisionBeforeItIsDurable extends SimParts {
    @Override
    Planner planner(SimNode.Life life) {
      return new WatchedPlanner() {
        @Override
        void wished(PlannerEffect effect) {
          if (effect instanceof PlannerEffect.Append append
              && append.entry() instanceof Entry.RoundDecided round) {
            adoptAll(life, life.ledger().state(), round);
          }
        }
      };
    }
  }

  /** Signs what it has applied, without waiting for its own disk. */
  static final class SignsBeforeFsync extends SimParts {
    @Override
    TakenBatches taken(SimNode.Life life, TakenBatches right) {
      return new ForwardingTaken(right) {
        @Override
        public void take(List<TakenBatch> batches, LogHead head) {
          super.take(batches, head);
          super.durable(head.height());
        }
      };
    }
  }

  /** The group takes whatever names the next height in the present term. */
  static final class AppendsWithoutTheHashCheck extends SimParts {
    @Override
    SimRaft.Step step() {
      return (rule, claim) ->
          rule.append(claim.term(), claim.height(), rule.headHash(), claim.hash());
    }

    @Override
    ReplicatedLog log(SimNode.Life life, ReplicatedLog right) {
      return new LyingLog(life, right, Lies.FORKS);
    }
  }

  /** A take-over begins at the member's own height and writes over what stands above it. */
  static final class LastWriterWinsOnTakeOver extends SimParts {
    @Override
    SimRaft.Step step() {
      return (rule, claim) -> {
        BatchHash below = rule.recent().get(claim.height() - 1);
        if (claim.term() == rule.term()
            && claim.height() <= rule.height()
            && claim.previousHash().equals(below)) {
          PSortedMap<Long, BatchHash> kept = rule.recent().plus(claim.height(), claim.hash());
          return new AppendRule.Result(
              AppendRule.Outcome.APPLIED,
              new AppendRule(rule.term(), claim.height(), claim.hash(), kept));
        }
        return SimRaft.Step.RIGHT.append(rule, claim);
      };
    }

    @Override
    ReplicatedLog log(SimNode.Life life, ReplicatedLog right) {
      return new ForwardingLog(right) {
        @Override
        public CompletionStage<LogHead> takeOver() {
          return super.takeOver()
              .thenApply(
                  head -> {
                    State own = life.ledger().state();
                    return own.isEmpty()
                        ? head
                        : new LogHead(head.term(), own.height(), own.headHash());
                  });
        }
      };
    }
  }

  /** Signs every batch of the log as good, and leaves the checking to others. */
  static final class SignsUnchecked extends SimParts {
    @Override
    ReplicatedLog log(SimNode.Life life, ReplicatedLog right) {
      return new LyingLog(life, right, Lies.REPEATS_A_BUNDLE);
    }

    @Override
    TakenBatches taken(SimNode.Life life, TakenBatches right) {
      return new ForwardingTaken(right) {
        private final Map<Long, AppendClaim> claims = new HashMap<>();

        @Override
        public void take(List<TakenBatch> batches, LogHead head) {
          batches.forEach(batch -> claims.put(batch.claim().height(), batch.claim()));
          super.take(batches, head);
        }

        @Override
        public void durable(long height) {
          AppendClaim claim = claims.remove(height);
          if (claim != null && !life.ledger().state().isEmpty()) {
            sign(life, claim);
          }
          super.durable(height);
        }
      };
    }

    private static void sign(SimNode.Life life, AppendClaim claim) {
      State state = life.ledger().state();
      var curve = life.simulation().curve;
      var key = life.simulation().plan.memberKeys.get(life.index());
      MemberSignature signature =
          new MemberSignature(
              curve.address(key),
              curve.sign(
                  Certificates.digest(
                      state.networkId(),
                      state.memberSetHeight(),
                      claim.height(),
                      false,
                      claim.hash()),
                  key));
      PeerNotice notice =
          PeerNotice.newBuilder()
              .setSignature(
                  SignatureNotice.newBuilder()
                      .setHeight(claim.height())
                      .setBatchHash(ValueCodec.to(claim.hash()))
                      .setMemberSet(state.memberSetHeight())
                      .setSignature(
                          LogProto.MemberSignature.newBuilder()
                              .setMember(ValueCodec.to(signature.member()))
                              .setSignature(ValueCodec.to(signature.signature()))))
              .build();
      life.peers().others().forEach(member -> life.peers().tell(member, notice));
    }
  }

  /** Adopts as soon as the log has taken a decision, before anybody has signed it. */
  static final class AdoptsTheUncertified extends SimParts {
    @Override
    TakenBatches taken(SimNode.Life life, TakenBatches right) {
      return new ForwardingTaken(right) {
        @Override
        public void take(List<TakenBatch> batches, LogHead head) {
          super.take(batches, head);
          if (life.log().role() != ReplicatedLog.Role.LEADER) {
            return;
          }
          for (TakenBatch batch : batches) {
            for (Entry entry : LogCodec.decodeBatch(batch.bytes()).entries()) {
              if (entry instanceof Entry.RoundDecided round) {
                adoptAll(life, life.ledger().state(), round);
              }
            }
          }
        }
      };
    }
  }

  /** Plans as soon as it has taken over, on whatever state it has by then. */
  static final class PlansBeforeTheStateHasReachedTheHead extends SimParts {
    @Override
    ReplicatedLog log(SimNode.Life life, ReplicatedLog right) {
      return new ForwardingLog(right) {
        @Override
        public CompletionStage<LogHead> takeOver() {
          return super.takeOver()
              .thenApply(
                  head -> {
                    State own = life.ledger().state();
                    if (!own.isEmpty()) {
                      life.rounds().gained(inTerm(own, head.term()));
                    }
                    return head;
                  });
        }
      };
    }

    private static State inTerm(State state, long term) {
      return new State(
          state.networkId(),
          state.parameters(),
          state.memberSetHeight(),
          state.parametersHeight(),
          state.height(),
          state.headHash(),
          term,
          state.leader(),
          state.timeMillis(),
          state.rollups(),
          state.pending(),
          state.pendingPositions(),
          state.inDoubt(),
          state.pendingBytes(),
          state.ordinaries());
    }
  }

  /** Takes "it may have happened" for "it has not", and cleans up without asking its log. */
  static final class DiscardsAfterAnUnknownOutcome extends SimParts {
    @Override
    Planner planner(SimNode.Life life) {
      return new WatchedPlanner() {
        private final Map<Long, Entry.RoundDecided> open = new HashMap<>();
        private final Map<ChainId, BlockRef> parents = new HashMap<>();

        @Override
        void wished(PlannerEffect effect) {
          if (effect instanceof PlannerEffect.Prepare prepare) {
            parents.put(prepare.chainId(), prepare.parent());
          } else if (effect instanceof PlannerEffect.Append append
              && append.entry() instanceof Entry.RoundDecided round) {
            open.put(append.proposal(), round);
          }
        }

        @Override
        void heard(PlannerEvent event) {
          if (event instanceof PlannerEvent.AppendAnswered answered) {
            Entry.RoundDecided round = open.remove(answered.proposal());
            if (round != null && answered.answer() instanceof AppendAnswer.Unknown) {
              discardAll(round);
            }
          } else if (event instanceof PlannerEvent.LeadershipLost) {
            open.values().forEach(this::discardAll);
            open.clear();
          }
        }

        private void discardAll(Entry.RoundDecided round) {
          for (Entry.RollupDecision decision : round.rollups()) {
            BlockRef parent = parents.get(decision.chainId());
            if (parent != null) {
              var unused = life.handle(decision.chainId()).client().discard(parent, hash -> true);
            }
          }
        }
      };
    }
  }
}
