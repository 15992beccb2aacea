package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it grows, entry by entry, each checked once and by the same rules by which members
 * check the batch. An entry that breaks a rule leaves no trace. Used by one thread at a time.
 */
public final class BatchDraft {
  /** A larger step of time is taken only together with a claim of leadership (design section 4). */
  static final long MAX_STEP_MILLIS = 3_600_000;

  /** The end of the year 9999: far from any overflow. */
  static final long MAX_TIME_MILLIS = 253_402_300_799_999L;

  private final Secp256k1 secp256k1;
  private final State before;
  private final SequencedIds ids;
  private final long height;
  private final long term;
  private final long timeMillis;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Bytes32> leaves = new ArrayList<>();
  private final List<LogEvent> events = new ArrayList<>();
  private final Set<BundleId> sequencedHere = new LinkedHashSet<>();
  private State state;
  private int bytes;

  /** A finished draft: the batch, and what applying it gives. */
  public record Sealed(SealedBatch batch, ApplyResult.Applied applied) {}

  BatchDraft(Secp256k1 secp256k1, State before, long term, long timeMillis, SequencedIds ids) {
    this.secp256k1 = secp256k1;
    this.before = before;
    this.ids = ids;
    this.height = before.height() + 1;
    this.term = term;
    this.timeMillis = timeMillis;
    this.state = before;
  }

  /**
   * Adds an entry.
   *
   * @return null when it is taken, else why not: nothing has changed then
   */
  public @Nullable Violation add(Entry entry) {
    try {
      return add(entry, EntryEncoding.of(entry));
    } catch (MalformedValueException e) {
      return new Violation(Rule.MALFORMED, entries.size(), String.valueOf(e.getMessage()));
    } catch (UnknownRules e) {
      return new Violation(Rule.BAD_PARAMETERS, entries.size(), e.why());
    }
  }

  /** The same for an entry whose encoding is at hand. */
  @Nullable Violation add(Entry entry, EntryEncoding encoding) throws UnknownRules {
    try {
      Limits limits = before.parameters().limits();
      Broken.unless(
          entries.size() < limits.maxBatchEntries()
              && encoding.size() <= limits.maxBatchBytes() - bytes,
          Rule.BATCH_TOO_LARGE,
          "more entries or bytes than a batch may have");
      checkPlace(entry);
      Effect effect = effect(entry, encoding.size());
      state = effect.state();
      events.addAll(effect.events());
    } catch (Broken broken) {
      return broken.at(entries.size());
    }
    if (entry instanceof Entry.BundleSequenced sequenced) {
      sequencedHere.add(sequenced.id());
    }
    entries.add(entry);
    leaves.add(encoding.leaf());
    bytes += encoding.size();
    return null;
  }

  /**
   * The pending ordinary transaction that this one would replace, were it added now; null when none
   * or when it would be refused. Recovers its sender.
   */
  public @Nullable PendingBundle replaces(Entry.BundleSequenced entry) {
    if (!entry.ordinary()) {
      return null;
    }
    try {
      return OrdinaryRules.place(secp256k1, state, entry.bundle()).older();
    } catch (Broken refused) {
      return null;
    }
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public int entryCount() {
    return entries.size();
  }

  /** Bytes of the canonical encoding so far, counted against {@code maxBatchBytes}. */
  public int bytes() {
    return bytes;
  }

  /** The state after the entries so far, but for height, hash and time. */
  public State state() {
    return state;
  }

  /**
   * The batch under its hash, and what applying it gives.
   *
   * @throws IllegalStateException when the batch as a whole breaks a rule, e.g. has no entry
   */
  public Sealed seal() {
    Violation violation = checkWhole();
    if (violation != null) {
      throw new IllegalStateException(violation.toString());
    }
    Batch batch = new Batch(height, before.headHash(), term, timeMillis, entries);
    BatchHeader header =
        new BatchHeader(
            height, before.headHash(), term, timeMillis, leaves.size(), Merkle.root(leaves));
    BatchHash hash = header.hash(before.networkId());
    return new Sealed(new SealedBatch(height, before.headHash(), term, hash, batch), applied(hash));
  }

  /** What applying the batch gives, under the hash that it has. */
  ApplyResult.Applied applied(BatchHash hash) {
    StateEdit edit = new StateEdit(state);
    edit.height = height;
    edit.headHash = hash;
    edit.timeMillis = timeMillis;
    if (height == 0) {
      edit.networkId = new NetworkId(hash.value());
    }
    return new ApplyResult.Applied(edit.build(), events);
  }

  /** What can be said of term and time before the first entry. */
  @Nullable Violation checkBegin() {
    if (term < 1 || term < before.term()) {
      return new Violation(Rule.TERM_FALLS, -1, "the term lies below the one claimed last");
    }
    if (timeMillis < before.timeMillis()) {
      return new Violation(Rule.TIME_FALLS, -1, "the time lies before that of the batch before");
    }
    if (timeMillis > MAX_TIME_MILLIS) {
      return new Violation(Rule.TIME_JUMPS, -1, "the time lies beyond the year 9999");
    }
    return null;
  }

  /** What can be said when all entries are there. */
  @Nullable Violation checkWhole() {
    if (entries.isEmpty()) {
      return new Violation(Rule.EMPTY_BATCH, -1, "a batch has at least one entry");
    }
    return height == 0 && entries.size() != 2
        ? new Violation(Rule.NETWORK_START, -1, "the first batch has exactly two entries")
        : null;
  }

  /** Which kinds of entries may stand at this place of the batch. */
  private void checkPlace(Entry entry) throws Broken {
    int index = entries.size();
    boolean claims = entry instanceof Entry.LeaderClaimed;
    if (height == 0) {
      Broken.unless(
          index == 0 ? entry instanceof Entry.NetworkStarted : index == 1 && claims,
          Rule.NETWORK_START,
          "the first batch holds NetworkStarted and LeaderClaimed, nothing else");
      return;
    }
    Broken.unless(
        !(entry instanceof Entry.NetworkStarted),
        Rule.NETWORK_START,
        "the network has started already");
    boolean mustClaim = index == 0 && term > before.term();
    Broken.unless(
        claims == mustClaim,
        Rule.LEADER_CLAIM,
        "the first entry of a term's first batch says who leads, and no other");
    Broken.unless(
        claims || timeMillis - before.timeMillis() <= MAX_STEP_MILLIS,
        Rule.TIME_JUMPS,
        "more than an hour at once, and more in the batch than LeaderClaimed");
  }

  private Effect effect(Entry entry, int size) throws Broken, UnknownRules {
    EntryContext context =
        new EntryContext(
            secp256k1,
            new Position(height, entries.size()),
            term,
            timeMillis,
            size,
            id -> sequencedHere.contains(id) || ids.sequencedBelow(id, height));
    return switch (entry) {
      case Entry.NetworkStarted e -> NetworkRules.started(context, state, e);
      case Entry.ParametersChanged e -> NetworkRules.parameters(context, state, e);
      case Entry.BundleSequenced e -> SequenceRules.apply(context, state, e);
      case Entry.BundleCancelled e -> PendingRules.cancel(context, state, e);
      case Entry.BundlesDropped e -> PendingRules.drop(context, state, e);
      case Entry.RoundDecided e -> DecisionRules.apply(context, state, e);
      case Entry.RollupAdopted e -> RollupRules.adopted(context, state, e);
      case Entry.LeaderClaimed e -> NetworkRules.leader(context, state, e);
      case Entry.RollupChanged e -> RollupRules.changed(context, state, e);
      case Entry.MemberChanged e -> NetworkRules.members(context, state, e);
    };
  }
}
