package dev.braid.protocol.log;

import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The rule by which the log takes batches, the same for every implementation (design section 5, O1,
 * O2): compare-and-set on term, height and previous hash. It decodes nothing and reads no store.
 *
 * @param term current fencing number; 0 before the first {@link #takeOver}
 * @param height of the newest batch; -1 before the first
 * @param headHash hash of the newest batch; 32 zero bytes before the first
 * @param recent hashes of the newest {@link #RECENT} batches by height
 */
public record AppendRule(
    long term, long height, BatchHash headHash, PSortedMap<Long, BatchHash> recent) {
  /** How many hashes are kept to recognise a batch that is sent again. */
  public static final int RECENT = 1024;

  private static final AppendRule EMPTY =
      new AppendRule(0, -1, new BatchHash(Bytes32.ZERO), TreePMap.empty());

  public static AppendRule empty() {
    return EMPTY;
  }

  /** What came of an append. */
  public enum Outcome {
    /** Taken: its height and hash are the head. */
    APPLIED,
    /** This very batch stands at its height. */
    ALREADY_APPLIED,
    /** Another leader has taken over. */
    STALE_TERM,
    /** It does not extend the head. */
    NOT_NEXT
  }

  /** The outcome, and the state after it: unchanged unless {@link Outcome#APPLIED}. */
  public record Result(Outcome outcome, AppendRule next) {}

  /** Raises the term by one: whoever led before can append no more. */
  public AppendRule takeOver() {
    return new AppendRule(Math.addExact(term, 1), height, headHash, recent);
  }

  /** Takes a batch, or says why not; the order of the checks is part of the rule. */
  public Result append(
      long batchTerm, long batchHeight, BatchHash previousHash, BatchHash batchHash) {
    if (batchHash.equals(recent.get(batchHeight))) {
      return new Result(Outcome.ALREADY_APPLIED, this);
    }
    if (batchTerm != term) {
      return new Result(Outcome.STALE_TERM, this);
    }
    if (batchHeight != height + 1 || !previousHash.equals(headHash)) {
      return new Result(Outcome.NOT_NEXT, this);
    }
    PSortedMap<Long, BatchHash> kept = recent.plus(batchHeight, batchHash);
    if (kept.size() > RECENT) {
      kept = kept.minus(kept.firstKey());
    }
    return new Result(Outcome.APPLIED, new AppendRule(term, batchHeight, batchHash, kept));
  }
}
