package dev.braid.coordinator.rounds;

import dev.braid.protocol.round.PlannerEvent.AdoptAnswer;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswer;
import dev.braid.protocol.round.PlannerEvent.HeadAnswer;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.round.PlannerEvent.SliceFailure;
import dev.braid.protocol.round.PlannerEvent.TransactionOutcome;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.RpcResult;

/** Carries what rollup clients answer over to the planner, which knows no client. */
final class Answers {
  private Answers() {}

  static PrepareAnswer prepare(PrepareOutcome outcome) {
    return switch (outcome) {
      case PrepareOutcome.Candidate candidate ->
          new PrepareAnswer.Candidate(
              candidate.header(),
              candidate.hash(),
              candidate.systemTransactions(),
              candidate.withdrawals(),
              candidate.executionRequests(),
              candidate.slices().stream()
                  .map(slice -> slice.stream().map(Answers::transaction).toList())
                  .toList());
      case PrepareOutcome.Refused refused ->
          new PrepareAnswer.Refused(
              refused.failures().stream()
                  .map(failure -> new SliceFailure(failure.slice(), failure.reason()))
                  .toList());
      case PrepareOutcome.Full full -> new PrepareAnswer.Full(full.fits());
      case PrepareOutcome.RefusedAsWhole whole -> new PrepareAnswer.RefusedAsWhole(whole.why());
      case PrepareOutcome.OtherHead other -> new PrepareAnswer.OtherHead(other.head());
      case PrepareOutcome.Unavailable unavailable ->
          new PrepareAnswer.Unavailable(unavailable.why());
    };
  }

  private static TransactionOutcome transaction(PrepareOutcome.TransactionOutcome outcome) {
    return new TransactionOutcome(
        outcome.success(), outcome.gasUsed(), outcome.payment(), outcome.failure());
  }

  static DiscardAnswer discard(DiscardOutcome outcome) {
    return switch (outcome) {
      case DiscardOutcome.Discarded discarded -> new DiscardAnswer.Discarded();
      case DiscardOutcome.OtherHead other -> new DiscardAnswer.OtherHead(other.head());
      case DiscardOutcome.Unavailable unavailable ->
          new DiscardAnswer.Unavailable(unavailable.why());
    };
  }

  static AdoptAnswer adopt(AdoptOutcome outcome) {
    return switch (outcome) {
      case AdoptOutcome.Adopted adopted -> new AdoptAnswer.Adopted();
      case AdoptOutcome.ParentMissing missing -> new AdoptAnswer.ParentMissing(missing.head());
      case AdoptOutcome.Diverged diverged ->
          new AdoptAnswer.Diverged(diverged.head(), diverged.why());
      case AdoptOutcome.Unavailable unavailable -> new AdoptAnswer.Unavailable(unavailable.why());
    };
  }

  static HeadAnswer head(RpcResult<BlockRef> result) {
    return switch (result) {
      case RpcResult.Answer<BlockRef> answer -> new HeadAnswer.Head(answer.value());
      case RpcResult.Unavailable<BlockRef> unavailable ->
          new HeadAnswer.Unavailable(unavailable.why());
    };
  }
}
