package dev.braid.rollup.anvil;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.anvil.BlockBuilder.Inexact;
import dev.braid.rollup.driver.SentTransaction;
import dev.braid.rollup.driver.SliceWalk;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why anvil took every transaction into its pool and mined another block than asked for.
 * Its pool takes nonces that are ahead, and transactions that become unaffordable in the middle of
 * a block vanish without a word, so the answer comes from nonces, balances and what is left in the
 * pool.
 */
final class Diagnosis {
  private static final String LEFT_OUT = "anvil left it out of the block";

  private final List<List<SentTransaction>> slices;
  private final SliceWalk walk;

  /** Recovers the senders, which is heavy: only made when something is wrong. */
  Diagnosis(ChainId chainId, List<List<RawTransaction>> slices, Secp256k1 curve) {
    this.slices = SentTransaction.recover(slices, curve);
    this.walk = new SliceWalk(chainId, this.slices, SliceWalk.Rule.NONE);
  }

  /** The accounts whose state {@link #outcome} needs. */
  List<Address> senders() {
    return SentTransaction.senders(slices);
  }

  /**
   * @param before the senders at the parent
   * @param after the senders after the wrong block
   * @return null when all was mined, but in another order
   */
  @Nullable PrepareOutcome outcome(
      Inexact inexact, Map<Address, AccountState> before, Map<Address, AccountState> after) {
    List<SliceFailure> byNonce = walk.failures(before, Set.of());
    if (!byNonce.isEmpty()) {
      return new PrepareOutcome.Refused(byNonce);
    }
    Set<TransactionHash> mined = new HashSet<>(inexact.block().transactions());
    List<SliceFailure> vanished = new ArrayList<>();
    List<Integer> withoutRoom = new ArrayList<>();
    boolean incomplete = false;
    for (int slice = 0; slice < slices.size(); slice++) {
      int index = firstNotIn(mined, slices.get(slice));
      if (index < 0) {
        continue;
      }
      incomplete = true;
      SentTransaction missing = slices.get(slice).get(index);
      if (inexact.ready().contains(missing.raw().hash())) {
        withoutRoom.add(slice);
      } else if (!inexact.waiting().contains(missing.raw().hash())) {
        vanished.add(vanished(slice, index, before, after));
      }
      // Else it waits for a nonce of one that vanished or found no room: a consequence.
    }
    if (!incomplete) {
      return null;
    }
    if (!vanished.isEmpty()) {
      return new PrepareOutcome.Refused(vanished);
    }
    if (withoutRoom.isEmpty()) {
      return new PrepareOutcome.RefusedAsWhole("anvil left transactions out of the block");
    }
    int first = withoutRoom.get(0);
    return first > 0
        ? new PrepareOutcome.Full(first)
        : new PrepareOutcome.Refused(
            List.of(
                walk.failure(
                    0,
                    firstNotIn(mined, slices.get(0)),
                    ReasonCode.GAS_LIMIT,
                    "the slice needs more gas than a block has")));
  }

  /**
   * Whether the outcome is a guess, for want of a better reason: somebody else's call, such as a
   * deposed leader's late one, may have emptied the pool.
   */
  static boolean isGuess(PrepareOutcome outcome) {
    return switch (outcome) {
      case PrepareOutcome.RefusedAsWhole whole -> true;
      case PrepareOutcome.Refused refused ->
          refused.failures().stream()
              .anyMatch(failure -> failure.reason().message().equals(LEFT_OUT));
      default -> false;
    };
  }

  private static int firstNotIn(Set<TransactionHash> mined, List<SentTransaction> slice) {
    for (int i = 0; i < slice.size(); i++) {
      if (!mined.contains(slice.get(i).raw().hash())) {
        return i;
      }
    }
    return -1;
  }

  private SliceFailure vanished(
      int slice, int index, Map<Address, AccountState> before, Map<Address, AccountState> after) {
    SentTransaction missing = slices.get(slice).get(index);
    Transaction content = missing.content();
    BigInteger least = least(missing.sender(), before, after);
    if (content != null && least != null) {
      BigInteger cost = SentTransaction.cost(content);
      if (least.compareTo(cost) < 0) {
        return walk.failure(
            slice,
            index,
            ReasonCode.INSUFFICIENT_FUNDS,
            "costs up to " + cost + " wei, the sender is left with " + least);
      }
    }
    return walk.failure(slice, index, ReasonCode.INVALID, LEFT_OUT);
  }

  private static @Nullable BigInteger least(
      @Nullable Address sender,
      Map<Address, AccountState> before,
      Map<Address, AccountState> after) {
    AccountState first = sender == null ? null : before.get(sender);
    AccountState then = sender == null ? null : after.get(sender);
    return first == null || then == null ? null : first.balance().min(then.balance());
  }
}
