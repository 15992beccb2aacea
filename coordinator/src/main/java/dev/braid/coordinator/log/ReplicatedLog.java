package dev.braid.coordinator.log;

import dev.braid.protocol.types.Address;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The totally ordered record of batches (O1), whatever replicates it. All methods may be called
 * from any thread and none blocks; stages complete on a thread of the log, which callers leave at
 * once.
 *
 * <p>What the log has taken it hands to {@link TakenBatches}, given to it before its start, in the
 * order of heights and each once per start. A batch that was taken is never taken back.
 */
public interface ReplicatedLog extends AutoCloseable {
  /** Who may append here. */
  enum Role {
    /** This member has not taken over, or somebody else has since. */
    FOLLOWER(0),
    /** The newest take-over is this member's own. */
    LEADER(1),
    /** A write failed or the log is closed: it takes nothing until the next start. */
    STOPPED(2);

    private final int code;

    Role(int code) {
      this.code = code;
    }

    /** The stable number used in metrics. */
    public int code() {
      return code;
    }
  }

  /** The head as this member knows it: everything up to it was or is being handed on. */
  LogHead head();

  Role role();

  /** The member that leads as far as this one knows, a hint; null while nobody is known. */
  @Nullable Address leader();

  /**
   * Whether this is the member that should take over or has: the one where the replicated log has
   * its own leader. Safety never depends on it.
   */
  boolean shouldLead();

  /**
   * Has the listener called, on any thread, whenever {@link #role}, {@link #leader} or {@link
   * #shouldLead} may have changed.
   */
  void onLeadershipChange(Runnable listener);

  /** Gives the leadership to another member if one can take it; else nothing happens. */
  void handOver(String why);

  /**
   * Raises the term by one: whoever led before can append no more. Durable when the stage
   * completes, with the head at that moment: the caller proposes nothing before its own state has
   * reached it. Fails with {@link LogUnavailableException} when the log takes nothing.
   */
  CompletionStage<LogHead> takeOver();

  /**
   * Appends a batch by compare-and-set on term, height and previous hash ({@code AppendRule}).
   * Several may be in flight, each chained to the one before; the stage of one completes after
   * those of all before it. Never fails: what may go wrong is an outcome. {@link
   * AppendOutcome.Applied} means durable and applied here (D1). Appending the same batch again is
   * harmless.
   */
  CompletionStage<AppendOutcome> append(TakenBatch batch);

  /** Takes nothing more, finishes what is being written, and returns. Closing twice is harmless. */
  @Override
  void close();
}
