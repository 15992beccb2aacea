package dev.braid.rollup.spi;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The adapter to one rollup (design section 7). Promises of every client:
 *
 * <ul>
 *   <li>No method blocks; results complete on a thread of the client, so callers hop off at once.
 *   <li>Every method is idempotent: called again with the same arguments it changes nothing more
 *       (A3).
 *   <li>Calls on one client may be made at any time; those that change the engine ({@code prepare,
 *       adopt, discard}) are carried out one after the other, in the order called.
 *   <li>Expected outcomes are values. A stage completes exceptionally only for a bug.
 *   <li>A call that is not answered within its time-out may still take effect later: after {@code
 *       Unavailable} the caller compares {@link #head} before it goes on.
 *   <li>Nothing is durable on return: the log is the truth, and {@link #adopt} replays from it.
 * </ul>
 */
public interface RollupClient extends AutoCloseable {
  /** What is at the other end: chain id, genesis, engine version, level. */
  CompletionStage<RpcResult<RollupInfo>> info();

  /** The block that the engine regards as its head. */
  CompletionStage<RpcResult<BlockRef>> head();

  /**
   * Builds a candidate on the decided block {@code request.parent()}; the engine's head stays there
   * as far as the engine allows. A second prepare replaces the first candidate.
   */
  CompletionStage<PrepareOutcome> prepare(PrepareRequest request);

  /**
   * Makes a decided block the head. If the engine has forgotten it or never saw it, it is rebuilt
   * from {@code block} and compared. Its parent must be the head or known ({@link
   * AdoptOutcome.ParentMissing} asks the caller to adopt the parent first).
   */
  CompletionStage<AdoptOutcome> adopt(DecidedBlock block);

  /**
   * Drops an undecided candidate of ours, if the engine shows it as its head: the head is {@code
   * parent} afterwards. A head that is neither is left alone and told.
   */
  CompletionStage<DiscardOutcome> discard(BlockRef parent);

  /** Executes transactions on the head without keeping anything. */
  CompletionStage<PrepareOutcome> dryRun(PrepareRequest request);

  /**
   * Nonce and balance at the head, for each address asked. At most {@link #MAX_ACCOUNTS} at once.
   */
  CompletionStage<RpcResult<Map<Address, AccountState>>> accounts(List<Address> addresses);

  /** Most addresses of one {@link #accounts} call. */
  int MAX_ACCOUNTS = 1_000;

  /**
   * Most time that a call other than {@code prepare} may take before it answers {@code
   * Unavailable}.
   */
  Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  /** Releases connections; the engine is left as it is. */
  @Override
  void close();
}
