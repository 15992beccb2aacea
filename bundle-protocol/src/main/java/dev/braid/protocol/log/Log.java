package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.BatchHash;
import java.util.ArrayList;
import java.util.List;

/**
 * The one function that says what a batch does (design section 4): it checks a batch before it is
 * signed, applies it, rebuilds a node and serves verification. Pure and deterministic: it reads the
 * state, the batch, and whether an id was sequenced before.
 */
public final class Log {
  private final Secp256k1 secp256k1;

  public Log(Secp256k1 secp256k1) {
    this.secp256k1 = secp256k1;
  }

  /**
   * Applies a batch that the log has taken.
   *
   * @throws IllegalStateException when it does not follow the state: the append rule lets no such
   *     batch in, so the caller is wrong
   */
  public ApplyResult apply(State state, SealedBatch sealed, SequencedIds ids) {
    checkFollows(state, sealed.height(), sealed.previousHash());
    Batch batch = sealed.batch();
    if (batch.height() != sealed.height()
        || !batch.previousHash().equals(sealed.previousHash())
        || batch.term() != sealed.term()) {
      return broken(
          state,
          sealed.hash(),
          new Violation(
              Rule.HEADER_MISMATCH, -1, "height, previous hash or term differ from the append's"));
    }
    List<EntryEncoding> encodings = new ArrayList<>(batch.entries().size());
    for (Entry entry : batch.entries()) {
      try {
        encodings.add(EntryEncoding.of(entry));
      } catch (MalformedValueException e) {
        return broken(
            state,
            sealed.hash(),
            new Violation(Rule.MALFORMED, encodings.size(), String.valueOf(e.getMessage())));
      }
    }
    if (!hash(state, batch, encodings).equals(sealed.hash())) {
      return broken(
          state,
          sealed.hash(),
          new Violation(Rule.HASH_MISMATCH, -1, "the bytes do not hash to the claimed hash"));
    }
    BatchDraft draft = draft(state, batch.term(), batch.timeMillis(), ids);
    Violation violation = draft.checkBegin();
    try {
      for (int i = 0; violation == null && i < encodings.size(); i++) {
        violation = draft.add(batch.entries().get(i), encodings.get(i));
      }
    } catch (UnknownRules e) {
      return new ApplyResult.Stop(e.why());
    }
    if (violation == null) {
      violation = draft.checkWhole();
    }
    return violation == null
        ? draft.applied(sealed.hash())
        : broken(state, sealed.hash(), violation);
  }

  /**
   * What a batch does whose bytes do not decode: void under the claimed hash. Not for a kind of
   * entry that this build does not know: that is a question of the rules version, the node stops.
   *
   * @throws IllegalStateException when it does not follow the state
   */
  public ApplyResult applyUndecodable(
      State state, long height, BatchHash previousHash, BatchHash hash, String why) {
    checkFollows(state, height, previousHash);
    return broken(state, hash, new Violation(Rule.MALFORMED, -1, why));
  }

  /**
   * Begins the batch that follows the state. A leader that has claimed a new term adds {@code
   * LeaderClaimed} first, behind {@code NetworkStarted} at height 0.
   *
   * @param timeMillis the log's time, not below that of the state
   * @throws IllegalArgumentException when term or time cannot follow the state
   */
  public BatchDraft open(State state, long term, long timeMillis, SequencedIds ids) {
    BatchDraft draft = draft(state, term, timeMillis, ids);
    Violation violation = draft.checkBegin();
    if (violation != null) {
      throw new IllegalArgumentException(violation.toString());
    }
    return draft;
  }

  private BatchDraft draft(State state, long term, long timeMillis, SequencedIds ids) {
    return new BatchDraft(secp256k1, state, term, timeMillis, ids);
  }

  private static BatchHash hash(State state, Batch batch, List<EntryEncoding> encodings) {
    return new BatchHeader(
            batch.height(),
            batch.previousHash(),
            batch.term(),
            batch.timeMillis(),
            encodings.size(),
            Merkle.root(encodings.stream().map(EntryEncoding::leaf).toList()))
        .hash(state.networkId());
  }

  /** A void batch keeps its height and hash, and nothing else of it has any effect. */
  private static ApplyResult broken(State state, BatchHash hash, Violation violation) {
    if (state.isEmpty()) {
      return new ApplyResult.Stop("the first batch breaks a rule: " + violation);
    }
    StateEdit edit = new StateEdit(state);
    edit.height = state.height() + 1;
    edit.headHash = hash;
    return new ApplyResult.Void(edit.build(), violation);
  }

  private static void checkFollows(State state, long height, BatchHash previousHash) {
    if (height != state.height() + 1 || !previousHash.equals(state.headHash())) {
      throw new IllegalStateException(
          "batch " + height + " does not follow the state at height " + state.height());
    }
  }
}
