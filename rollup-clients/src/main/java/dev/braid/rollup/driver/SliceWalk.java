package dev.braid.rollup.driver;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a list slice by slice and counts nonces, to find what no engine could take. A slice
 * that fails leaves the nonces as they were before it.
 */
public final class SliceWalk {
  private final ChainId chainId;
  private final List<List<SentTransaction>> slices;
  private final Rule rule;

  /** Why a transaction cannot stand in the block. */
  public record Fault(ReasonCode code, String message) {}

  /** What can be said of a transaction by itself. */
  @FunctionalInterface
  public interface Rule {
    /** Finds nothing. */
    Rule NONE = content -> null;

    @Nullable Fault fault(Transaction content);
  }

  public SliceWalk(ChainId chainId, List<List<SentTransaction>> slices, Rule rule) {
    this.chainId = chainId;
    this.slices = slices;
    this.rule = rule;
  }

  /**
   * The first fault of each slice that has one, ascending.
   *
   * @param before the senders before the first slice
   * @param without slices that are not there
   */
  public List<SliceFailure> failures(Map<Address, AccountState> before, Set<Integer> without) {
    Map<Address, Long> next = new HashMap<>();
    before.forEach((sender, account) -> next.put(sender, account.nonce()));
    List<SliceFailure> failures = new ArrayList<>();
    for (int slice = 0; slice < slices.size(); slice++) {
      SliceFailure failure = without.contains(slice) ? null : walk(slice, next);
      if (failure != null) {
        failures.add(failure);
      }
    }
    return failures;
  }

  private @Nullable SliceFailure walk(int slice, Map<Address, Long> next) {
    Map<Address, Long> inSlice = new HashMap<>();
    for (int i = 0; i < slices.get(slice).size(); i++) {
      SentTransaction transaction = slices.get(slice).get(i);
      Fault fault = fault(transaction, inSlice, next);
      if (fault != null) {
        return failure(slice, i, fault.code, fault.message);
      }
    }
    next.putAll(inSlice);
    return null;
  }

  private @Nullable Fault fault(
      SentTransaction transaction, Map<Address, Long> inSlice, Map<Address, Long> next) {
    Transaction content = transaction.content();
    Address sender = transaction.sender();
    if (content == null || sender == null) {
      return new Fault(ReasonCode.INVALID, "not a transaction that Braid takes");
    }
    Fault own = rule.fault(content);
    if (own != null) {
      return own;
    }
    Long known = inSlice.containsKey(sender) ? inSlice.get(sender) : next.get(sender);
    long expected = known == null ? 0 : known;
    if (content.nonce() != expected) {
      return new Fault(
          content.nonce() < expected ? ReasonCode.NONCE_TOO_LOW : ReasonCode.NONCE_TOO_HIGH,
          "nonce " + content.nonce() + ", next is " + expected);
    }
    inSlice.put(sender, expected + 1);
    return null;
  }

  /** A failure of the transaction at {@code index} of a slice. */
  public SliceFailure failure(int slice, int index, ReasonCode code, String message) {
    SentTransaction transaction = slices.get(slice).get(index);
    return new SliceFailure(
        slice, Reasons.of(code, chainId, transaction.raw().hash(), index, message));
  }
}
