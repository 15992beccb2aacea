package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.types.ChainId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The next nonces that follow from decided blocks, as far as decisions have shown them. Kept for
 * senders of pending bundles only, so it is bounded with them.
 */
final class Nonces {
  /** Fewer are not worth the search for those that nobody names any more. */
  private static final int MAX_IDLE_SENDERS = 20_000;

  private final TreeMap<Account, Long> next = new TreeMap<>();

  void clear() {
    next.clear();
  }

  /** The rollup begins anew: what was known of its accounts was of another history. */
  void forget(ChainId chain) {
    next.keySet().removeIf(account -> account.chainId().equals(chain));
  }

  @Nullable Long next(Account account) {
    return next.get(account);
  }

  /** The slice stands in a decided block. */
  Set<Account> decided(SliceFootprint slice) {
    Set<Account> touched = new TreeSet<>();
    for (TransactionFootprint transaction : slice.transactions()) {
      Account account = new Account(slice.chainId(), transaction.sender());
      next.merge(account, transaction.nonce() + 1, Math::max);
      touched.add(account);
    }
    return touched;
  }

  /** Forgets senders that no pending bundle names, when there may be many of them. */
  void keepOnly(Collection<BundleTrack> pending) {
    if (next.size() < MAX_IDLE_SENDERS) {
      return;
    }
    Set<Account> named = new TreeSet<>();
    for (BundleTrack bundle : pending) {
      for (SliceFootprint slice : bundle.footprint.slices()) {
        for (TransactionFootprint transaction : slice.transactions()) {
          named.add(new Account(slice.chainId(), transaction.sender()));
        }
      }
    }
    next.keySet().retainAll(named);
  }

  /** How the nonces of a bundle fit behind those chosen before it. */
  enum Fit {
    FITS,
    /** An earlier bundle uses a nonce that this one needs: the earlier position goes first. */
    CLASHES,
    /** A nonce is ahead: the bundle waits. */
    AHEAD
  }

  /** The nonces of one block under construction: what is known, and what was chosen so far. */
  final class Plan {
    private final TreeMap<Account, Long> planned = new TreeMap<>();

    /** Takes the bundle in if it fits. */
    Fit add(BundleTrack bundle) {
      Map<Account, Long> own = new TreeMap<>();
      BundleTrack.@Nullable NonceGap gap = bundle.waitsFor;
      for (SliceFootprint slice : bundle.footprint.slices()) {
        Fit fit = add(slice, own, gap);
        if (fit != Fit.FITS) {
          return fit;
        }
      }
      planned.putAll(own);
      return Fit.FITS;
    }

    /** Only a sender's first nonce is judged: what follows within the slice, the engine judges. */
    private Fit add(
        SliceFootprint slice, Map<Account, Long> own, BundleTrack.@Nullable NonceGap gap) {
      for (TransactionFootprint transaction : slice.transactions()) {
        Account account = new Account(slice.chainId(), transaction.sender());
        if (own.put(account, transaction.nonce() + 1) != null) {
          continue;
        }
        Long expected = planned.get(account);
        if (expected == null) {
          if (gap != null && gap.account().equals(account)) {
            return Fit.AHEAD;
          }
          expected = next.get(account);
        }
        if (expected != null && transaction.nonce() != expected) {
          return transaction.nonce() < expected ? Fit.CLASHES : Fit.AHEAD;
        }
      }
      return Fit.FITS;
    }
  }

  /** The first transaction whose nonce a decided block has used up; null if none is known. */
  BundleTrack.@Nullable NonceGap taken(BundleFootprint bundle) {
    return firstOff(bundle, false);
  }

  /**
   * The first transaction whose nonce is ahead of what decided blocks show; null if none is known.
   */
  BundleTrack.@Nullable NonceGap ahead(BundleFootprint bundle) {
    return firstOff(bundle, true);
  }

  private BundleTrack.@Nullable NonceGap firstOff(BundleFootprint bundle, boolean ahead) {
    for (SliceFootprint slice : bundle.slices()) {
      Set<Account> seen = new TreeSet<>();
      for (int i = 0; i < slice.transactions().size(); i++) {
        TransactionFootprint transaction = slice.transactions().get(i);
        Account account = new Account(slice.chainId(), transaction.sender());
        Long expected = seen.add(account) ? next.get(account) : null;
        if (expected != null
            && (ahead ? transaction.nonce() > expected : transaction.nonce() < expected)) {
          ReasonCode code = ahead ? ReasonCode.NONCE_TOO_HIGH : ReasonCode.CONFLICTS_WITH_EARLIER;
          String message =
              "nonce " + transaction.nonce() + ", next nonce of the account " + expected;
          return new BundleTrack.NonceGap(
              account,
              new Reason(code, slice.chainId(), transaction.hash(), i, message, null, null));
        }
      }
    }
    return null;
  }
}
