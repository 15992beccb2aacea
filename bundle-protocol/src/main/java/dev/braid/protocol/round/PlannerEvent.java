package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the round driver tells the planner. Answers echo the {@code call} or {@code proposal} of the
 * effect that asked; an answer that comes late, twice or to a question that is no longer open
 * changes nothing.
 */
public sealed interface PlannerEvent {

  /** Nothing but the time: sent when the time of the last {@link PlannerEffect.WakeAt} has come. */
  record Tick() implements PlannerEvent {}

  /**
   * This node leads; all that the planner knew before is void.
   *
   * @param height of the newest batch that the state has
   * @param pending every pending bundle of the state
   */
  record LeadershipGained(
      long height, Limits limits, List<RollupAtLog> rollups, List<BundleFootprint> pending)
      implements PlannerEvent {
    public LeadershipGained {
      rollups = List.copyOf(rollups);
      pending = List.copyOf(pending);
    }
  }

  /**
   * A rollup as the log knows it.
   *
   * @param decided the last decided block, the anchor when there is none
   * @param adoptedNumber number of the last block of which the log says that the rollup adopted it
   */
  record RollupAtLog(
      RollupTraits traits, BlockRef decided, long adoptedNumber, RollupStatus status) {}

  /** This node no longer leads: the planner forgets its rounds and asks for nothing more. */
  record LeadershipLost() implements PlannerEvent {}

  /**
   * A certified batch was applied (D1): in order of height, each once, none left out.
   *
   * @param facts in the order of the entries
   */
  record LogAdvanced(long height, List<LogFact> facts) implements PlannerEvent {
    public LogAdvanced {
      facts = List.copyOf(facts);
    }
  }

  /** What an applied entry means for rounds. */
  sealed interface LogFact {}

  /** A bundle took its position. */
  record BundlePending(BundleFootprint bundle) implements LogFact {}

  /** A bundle ended without a round: cancelled, dropped, replaced. */
  record BundleEnded(BundleId id) implements LogFact {}

  /** A round stands, this planner's own or another's. */
  record RoundStands(Position cursor, Entry.RoundDecided decision) implements LogFact {}

  /** The log knows that the rollup adopted this block. */
  record AdoptionLogged(ChainId chainId, long blockNumber) implements LogFact {}

  /** A rollup joined; its first block builds on {@code anchor}. */
  record RollupJoined(RollupTraits traits, BlockRef anchor) implements LogFact {}

  /**
   * A rollup left (E1) or was declared diverged: no new round; what names it is dropped.
   *
   * @param diverged true: its decided blocks are no longer driven either
   */
  record RollupGone(ChainId chainId, boolean diverged) implements LogFact {}

  /** The operators paused the rollup: no new round; what is decided is adopted, bundles wait. */
  record RollupPaused(ChainId chainId) implements LogFact {}

  /** A paused rollup takes part again. */
  record RollupResumed(ChainId chainId) implements LogFact {}

  /** The network's limits changed. */
  record LimitsChanged(Limits limits) implements LogFact {}

  /** What is known of an engine changed (it was asked after a restart, its level fell). */
  record TraitsChanged(RollupTraits traits) implements PlannerEvent {}

  /**
   * An entry that ends a pending bundle at somebody's wish. If a round holds the bundle it waits
   * for that round's decision (design section 4). Answered once by {@link
   * PlannerEffect.AnswerCancel}.
   */
  sealed interface EndingRequested extends PlannerEvent {
    long request();

    /** The bundle that ends. */
    BundleId ends();

    /** Its position: the request may overtake the news of it. */
    Position position();

    Entry entry();
  }

  /** A submitter asks for its bundle back; already authorised. */
  record CancelRequested(long request, Position position, Entry.BundleCancelled entry)
      implements EndingRequested {
    @Override
    public BundleId ends() {
      return entry.id();
    }
  }

  /** An ordinary transaction comes in place of {@code ends}, which has its sender and nonce. */
  record ReplaceRequested(
      long request, BundleId ends, Position position, Entry.BundleSequenced entry)
      implements EndingRequested {}

  /** Answers {@link PlannerEffect.Prepare}. */
  record PrepareAnswered(long call, ChainId chainId, PrepareAnswer answer)
      implements PlannerEvent {}

  sealed interface PrepareAnswer {
    /**
     * A candidate that holds every transaction asked for, in order.
     *
     * @param slices one list for each bundle of the request
     */
    record Candidate(
        BlockHeader header,
        BlockHash hash,
        List<Bytes> systemTransactions,
        List<Withdrawal> withdrawals,
        List<Bytes> executionRequests,
        List<List<TransactionOutcome>> slices)
        implements PrepareAnswer {
      public Candidate {
        slices = slices.stream().map(List::copyOf).toList();
      }
    }

    /**
     * At least these slices cannot stand in the block; there is no candidate.
     *
     * @param failures at most one for each slice, ascending
     */
    record Refused(List<SliceFailure> failures) implements PrepareAnswer {
      public Refused {
        failures = List.copyOf(failures);
      }
    }

    /** The list was refused and nothing is known of which transaction is bad. */
    record RefusedAsWhole(String why) implements PrepareAnswer {}

    /**
     * No bad transaction, but only the first {@code fits} slices fit into the block: no verdict.
     */
    record Full(int fits) implements PrepareAnswer {}

    /** The head is not the parent asked for. */
    record OtherHead(BlockRef head) implements PrepareAnswer {}

    /** No answer; a candidate may exist or appear. */
    record Unavailable(String why) implements PrepareAnswer {}
  }

  /**
   * @param payment wei paid to the beneficiary
   * @param failure for a reverted transaction: why; {@code REVERTED} is assumed when absent
   */
  record TransactionOutcome(
      boolean success, long gasUsed, BigInteger payment, @Nullable Reason failure) {}

  /**
   * @param slice index in the request's bundles
   */
  record SliceFailure(int slice, Reason reason) {}

  /** Answers {@link PlannerEffect.Discard}. */
  record DiscardAnswered(long call, ChainId chainId, DiscardAnswer answer)
      implements PlannerEvent {}

  sealed interface DiscardAnswer {
    /** The head is the parent. */
    record Discarded() implements DiscardAnswer {}

    /** The head is neither parent nor candidate of ours: left alone. */
    record OtherHead(BlockRef head) implements DiscardAnswer {}

    record Unavailable(String why) implements DiscardAnswer {}
  }

  /** Answers {@link PlannerEffect.Adopt}. */
  record AdoptAnswered(long call, ChainId chainId, AdoptAnswer answer) implements PlannerEvent {}

  sealed interface AdoptAnswer {
    /** The block is the head, or below it. */
    record Adopted() implements AdoptAnswer {}

    /** The head lies below the block's parent. */
    record ParentMissing(BlockRef head) implements AdoptAnswer {}

    /** The engine has another block there, or refuses for good. */
    record Diverged(BlockRef head, String why) implements AdoptAnswer {}

    /** What answers is not the rollup's engine: nothing was sent to it but questions. */
    record Foreign(AlarmCode cause, String why) implements AdoptAnswer {}

    record Unavailable(String why) implements AdoptAnswer {}
  }

  /** Answers {@link PlannerEffect.CheckHead}. */
  record HeadAnswered(long call, ChainId chainId, HeadAnswer answer) implements PlannerEvent {}

  sealed interface HeadAnswer {
    record Head(BlockRef head) implements HeadAnswer {}

    /** What answers is not the rollup's engine: nothing was sent to it but questions. */
    record Foreign(AlarmCode cause, String why) implements HeadAnswer {}

    record Unavailable(String why) implements HeadAnswer {}
  }

  /**
   * Answers {@link PlannerEffect.Append}. {@link AppendAnswer.Unknown} may be followed by a
   * definite answer to the same proposal.
   */
  record AppendAnswered(long proposal, AppendAnswer answer) implements PlannerEvent {}

  sealed interface AppendAnswer {
    /** Appended, applied and certified; the matching {@link LogAdvanced} comes before or after. */
    record Applied(Position cursor) implements AppendAnswer {}

    /** The rules refuse the entry: it is not in the log and never will be. */
    record Refused(String violation) implements AppendAnswer {}

    /** Not taken (queue full, no majority): certainly not in the log; may be proposed again. */
    record NotTaken(String why) implements AppendAnswer {}

    /** It may be in the log or not. */
    record Unknown(String why) implements AppendAnswer {}

    /** Another node leads: certainly not in the log through this call. */
    record NotLeader() implements AppendAnswer {}
  }
}
