package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.Trouble;
import java.util.Optional;

/** Whether what answers is the engine of the rollup that the log knows. */
sealed interface Identity {
  /** It is. */
  record Right() implements Identity {}

  /** It is not: nothing may be sent to it but questions. */
  record Wrong(AlarmCode cause, String why) implements Identity {}

  /** It did not say. */
  record Unknown(Trouble trouble, String why) implements Identity {}

  /**
   * @param atAnchor the engine's block at the number of the definition's anchor, if it has one
   */
  static Identity judge(RollupDefinition definition, RollupInfo info, Optional<BlockRef> atAnchor) {
    BlockRef anchor = definition.anchor();
    if (!info.chainId().equals(definition.chainId())) {
      return new Wrong(
          AlarmCode.WRONG_CHAIN,
          "the engine answers for chain " + info.chainId() + ", not " + definition.chainId());
    }
    if (atAnchor.isEmpty()) {
      return new Wrong(
          AlarmCode.LACKS_HISTORY,
          "the engine has no block "
              + anchor.number()
              + ", on which the rollup's first decided block builds");
    }
    if (!atAnchor.get().hash().equals(anchor.hash())) {
      return new Wrong(
          AlarmCode.WRONG_CHAIN,
          "the engine's block "
              + anchor.number()
              + " is "
              + atAnchor.get().hash()
              + ", the rollup began on "
              + anchor.hash());
    }
    return new Right();
  }
}
