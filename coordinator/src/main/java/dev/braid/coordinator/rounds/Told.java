package dev.braid.coordinator.rounds;

import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.RpcResult;
import dev.braid.rollup.spi.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * What an engine's answer says of the engine itself, whatever was asked.
 *
 * @param trouble null when it answered
 * @param head where it says that its head is, if it does
 */
record Told(@Nullable Trouble trouble, String why, @Nullable BlockRef head) {
  static final Told ANSWERED = new Told(null, "", null);

  static Told trouble(Trouble trouble, String why) {
    return new Told(trouble, why, null);
  }

  private static Told head(BlockRef head) {
    return new Told(null, "", head);
  }

  static Told by(PrepareOutcome outcome) {
    return switch (outcome) {
      case PrepareOutcome.Unavailable(Trouble trouble, String why) -> trouble(trouble, why);
      case PrepareOutcome.OtherHead(BlockRef head) -> head(head);
      default -> ANSWERED;
    };
  }

  static Told by(DiscardOutcome outcome) {
    return switch (outcome) {
      case DiscardOutcome.Unavailable(Trouble trouble, String why) -> trouble(trouble, why);
      case DiscardOutcome.OtherHead(BlockRef head) -> head(head);
      case DiscardOutcome.Discarded discarded -> ANSWERED;
    };
  }

  static Told by(AdoptOutcome outcome) {
    return switch (outcome) {
      case AdoptOutcome.Unavailable(Trouble trouble, String why) -> trouble(trouble, why);
      case AdoptOutcome.ParentMissing(BlockRef head) -> head(head);
      case AdoptOutcome.Diverged(BlockRef head, String why) -> head(head);
      case AdoptOutcome.Adopted adopted -> ANSWERED;
    };
  }

  static Told by(RpcResult<BlockRef> result) {
    return switch (result) {
      case RpcResult.Answer<BlockRef>(BlockRef head) -> head(head);
      case RpcResult.Unavailable<BlockRef>(Trouble trouble, String why) -> trouble(trouble, why);
    };
  }
}
