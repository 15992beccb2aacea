package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.util.concurrent.CompletionStage;

/**
 * Makes the definition under which a configured rollup joins, of this node's own configuration and
 * of what its own engine answers: who proposes it and who signs it make it alike, and each for
 * itself (D4).
 */
final class Definitions {
  private Definitions() {}

  /**
   * Fails with {@link IllegalStateException} when the engine does not answer, or not as it must.
   */
  static CompletionStage<RollupDefinition> of(RollupJoiner.Candidate candidate) {
    return candidate
        .client()
        .info()
        .thenCompose(
            info ->
                candidate
                    .client()
                    .head()
                    .thenApply(head -> definition(candidate, answer(info), answer(head))));
  }

  private static <T> T answer(RpcResult<T> result) {
    return switch (result) {
      case RpcResult.Answer<T> answer -> answer.value();
      case RpcResult.Unavailable<T> unavailable ->
          throw new IllegalStateException(unavailable.why());
    };
  }

  private static RollupDefinition definition(
      RollupJoiner.Candidate candidate, RollupInfo info, BlockRef head) {
    if (!info.chainId().equals(candidate.chainId())) {
      throw new IllegalStateException("the engine answers for chain " + info.chainId());
    }
    if (!info.level().satisfies(candidate.level())) {
      throw new IllegalStateException(
          "its client offers "
              + info.level()
              + ", the configuration asks for "
              + candidate.level());
    }
    return new RollupDefinition(
        candidate.chainId(),
        candidate.name(),
        candidate.kind(),
        candidate.level(),
        info.blockFormat(),
        candidate.blockTimeMillis(),
        candidate.emptyBlocks(),
        candidate.feeRecipient(),
        candidate.blockGasLimit(),
        head,
        candidate.operator());
  }
}
