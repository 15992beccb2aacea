package dev.braid.protocol.log;

import dev.braid.protocol.bundle.BundleLifeCycle;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code atomic_getBundle} tells of a bundle: a pure fold over the events that name it.
 *
 * @param position its place in the total order
 * @param deadlineSeconds it expires when the log's time in whole seconds is greater
 * @param submitter the zero address = anonymous
 * @param level the weakest among its rollups when it was sequenced
 * @param slices in the order of the bundle
 * @param reason null unless it ended without effect or damaged
 * @param attempts rounds that came to a verdict on it
 * @param decision cursor of the decision that includes or rejects it; null while there is none
 * @param history every state with the cursor and the log's time at which it was reached
 */
public record BundleRecord(
    BundleId id,
    BundleState state,
    Position position,
    long deadlineSeconds,
    Address submitter,
    Level level,
    boolean ordinary,
    List<SliceRecord> slices,
    @Nullable Reason reason,
    @Nullable BundleId replacedBy,
    int attempts,
    @Nullable Position decision,
    List<Step> history) {
  public BundleRecord {
    slices = List.copyOf(slices);
    history = List.copyOf(history);
  }

  /** The states of a slice (api.md); the numbers are stored. */
  public enum SliceState {
    /** Its bundle waits for a round. */
    WAITING(1),
    /** Its block is decided. */
    DECIDED(2),
    /** Its block is the rollup's. */
    ADOPTED(3),
    /** Its bundle ended without effect. */
    NONE(4);

    private final int code;

    SliceState(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /** The word of the API: lower case. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A slice and, once decided, where it stands.
   *
   * @param placed null unless decided
   */
  public record SliceRecord(
      ChainId chainId,
      SliceState state,
      List<TransactionHash> transactionHashes,
      @Nullable Placed placed) {
    public SliceRecord {
      transactionHashes = List.copyOf(transactionHashes);
    }

    SliceRecord with(SliceState next) {
      return new SliceRecord(chainId, next, transactionHashes, placed);
    }
  }

  /**
   * @param firstIndex index of the slice's first transaction in the block
   * @param results one for each transaction
   * @param payment wei paid to the block's beneficiary
   */
  public record Placed(
      long blockNumber,
      BlockHash blockHash,
      int firstIndex,
      List<Entry.TransactionResult> results,
      BigInteger payment) {
    public Placed {
      results = List.copyOf(results);
    }
  }

  /** A state that was reached. */
  public record Step(BundleState state, Position cursor, long timeMillis) {}

  /** The record with which a bundle begins. */
  public static BundleRecord begin(LogEvent.Sequenced event, long timeMillis) {
    Entry.BundleSequenced entry = event.entry();
    return new BundleRecord(
        entry.id(),
        BundleState.SEQUENCED,
        event.cursor(),
        event.deadlineSeconds(),
        entry.bundle().submitter(),
        event.level(),
        entry.ordinary(),
        entry.bundle().slices().stream()
            .map(
                slice ->
                    new SliceRecord(
                        slice.chainId(), SliceState.WAITING, slice.transactionHashes(), null))
            .toList(),
        null,
        null,
        0,
        null,
        List.of(new Step(BundleState.SEQUENCED, event.cursor(), timeMillis)));
  }

  /**
   * The bundle that an event is about, or null when it is about none. {@link LogEvent.Sequenced}
   * begins a record, every other changes one.
   */
  public static @Nullable BundleId subject(LogEvent event) {
    return switch (event) {
      case LogEvent.Sequenced e -> e.entry().id();
      case LogEvent.Decided e -> e.id();
      case LogEvent.SliceAdopted e -> e.id();
      case LogEvent.Finished e -> e.id();
      case LogEvent.RoundDecided e -> null;
      case LogEvent.RollupAdopted e -> null;
      case LogEvent.NetworkChanged e -> null;
    };
  }

  /**
   * The record after an event.
   *
   * @param timeMillis time of the event's batch
   * @throws IllegalArgumentException when the event is not about this bundle
   * @throws IllegalStateException when the life cycle does not allow it: a bug, not a bad batch
   */
  public BundleRecord after(LogEvent event, long timeMillis) {
    if (!id.equals(subject(event))) {
      throw new IllegalArgumentException("event of another bundle: " + event);
    }
    return switch (event) {
      case LogEvent.Decided e -> decided(e, timeMillis);
      case LogEvent.SliceAdopted e -> adopted(e.chainId());
      case LogEvent.Finished e -> finished(e, timeMillis);
      default -> throw new IllegalArgumentException("a record begins once: " + event);
    };
  }

  private BundleRecord decided(LogEvent.Decided event, long timeMillis) {
    List<SliceRecord> placed = new ArrayList<>();
    for (SliceRecord slice : slices) {
      for (LogEvent.DecidedSlice at : event.slices()) {
        if (at.result().chainId().equals(slice.chainId())) {
          placed.add(
              new SliceRecord(
                  slice.chainId(),
                  SliceState.DECIDED,
                  slice.transactionHashes(),
                  new Placed(
                      at.blockNumber(),
                      at.blockHash(),
                      at.result().firstIndex(),
                      at.result().transactions(),
                      at.result().payment())));
        }
      }
    }
    return next(
        BundleState.DECIDED,
        event.cursor(),
        timeMillis,
        placed,
        null,
        null,
        attempts + 1,
        event.cursor());
  }

  private BundleRecord adopted(ChainId chainId) {
    List<SliceRecord> next =
        slices.stream()
            .map(slice -> slice.chainId().equals(chainId) ? slice.with(SliceState.ADOPTED) : slice)
            .toList();
    return new BundleRecord(
        id,
        state,
        position,
        deadlineSeconds,
        submitter,
        level,
        ordinary,
        next,
        reason,
        replacedBy,
        attempts,
        decision,
        history);
  }

  private BundleRecord finished(LogEvent.Finished event, long timeMillis) {
    boolean decided = state == BundleState.DECIDED;
    List<SliceRecord> next =
        decided ? slices : slices.stream().map(slice -> slice.with(SliceState.NONE)).toList();
    boolean inRound = event.inRound();
    return next(
        event.state(),
        event.cursor(),
        timeMillis,
        next,
        event.reason(),
        event.replacedBy(),
        inRound ? attempts + 1 : attempts,
        inRound ? event.cursor() : decision);
  }

  private BundleRecord next(
      BundleState reached,
      Position cursor,
      long timeMillis,
      List<SliceRecord> nextSlices,
      @Nullable Reason nextReason,
      @Nullable BundleId nextReplacedBy,
      int nextAttempts,
      @Nullable Position nextDecision) {
    BundleLifeCycle.advance(state, reached);
    List<Step> steps = new ArrayList<>(history);
    steps.add(new Step(reached, cursor, timeMillis));
    return new BundleRecord(
        id,
        reached,
        position,
        deadlineSeconds,
        submitter,
        level,
        ordinary,
        nextSlices,
        nextReason,
        nextReplacedBy,
        nextAttempts,
        nextDecision,
        steps);
  }
}
