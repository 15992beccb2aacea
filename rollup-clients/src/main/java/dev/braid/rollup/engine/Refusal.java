package dev.braid.rollup.engine;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.rollup.driver.SentTransaction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Why an engine built no block, as far as its words tell.
 *
 * @param code of the transaction to blame; {@code INVALID} where nothing is to blame too
 * @param suspects which transactions the words fit; null: they do not tell
 */
record Refusal(Kind kind, ReasonCode code, @Nullable Predicate<SentTransaction> suspects) {
  enum Kind {
    /** One transaction of the list. */
    TRANSACTION,
    /** The gas of a block is used up. */
    FULL,
    /** The parent is not the engine's head. */
    NOT_HEAD,
    /** The engine does not know the method. */
    NO_METHOD
  }

  static Refusal of(Kind kind) {
    return new Refusal(kind, ReasonCode.INVALID, null);
  }

  static Refusal of(ReasonCode code, @Nullable Predicate<SentTransaction> suspects) {
    return new Refusal(Kind.TRANSACTION, code, suspects);
  }
}
