package dev.braid.rollup.spi;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.TransactionHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The adapter to one rollup (design section 7). Promises of every client:
 *
 * <ul>
 *   <li>No method blocks; results complete on a thread of the client, so callers hop off at once.
 *   <li>Every method is idempotent: called again with the same arguments it changes nothing more
 *       (A3).
 *   <li>Calls on one client may be made at any time; those that change the engine ({@code prepare,
 *       adopt, discard, dryRun}) are carried out one after the other, in the order called. At most
 *       {@link #MAX_QUEUED} of them wait; more are answered {@code Unavailable} at once.
 *   <li>Expected outcomes are values. A stage completes exceptionally only for a bug.
 *   <li>A call that is not answered within its time-out may still take effect later: after {@code
 *       Unavailable} the caller compares {@link #head} before it goes on.
 *   <li>Nothing is durable on return: the log is the truth, and {@link #adopt} replays from it.
 *   <li>Only what is asked for gets into a block: a transaction that somebody else gave to the
 *       engine never enters a candidate.
 * </ul>
 */
public interface RollupClient extends AutoCloseable {
  /** Most addresses of one {@link #accounts} call. */
  int MAX_ACCOUNTS = 1_000;

  /** Most undecided blocks of ours that may stand above the last decided one. */
  int MAX_UNDECIDED = 4;

  /** Most calls that wait for their turn. */
  int MAX_QUEUED = 64;

  /**
   * Most time that a call other than {@code prepare} and {@code dryRun} may take, its turn in the
   * queue included, before it answers {@code Unavailable}.
   */
  Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  /** What is at the other end: chain id, genesis, engine version, level. */
  CompletionStage<RpcResult<RollupInfo>> info();

  /**
   * The block that the engine regards as its head. On a client that shows candidates ({@link
   * RollupInfo#showsCandidates}) it may be a candidate.
   */
  CompletionStage<RpcResult<BlockRef>> head();

  /**
   * The block at this number of the chain that the engine regards as its own; empty when its head
   * lies below.
   */
  default CompletionStage<RpcResult<Optional<BlockRef>>> blockAt(long number) {
    return info()
        .thenApply(
            info ->
                switch (info) {
                  case RpcResult.Answer<RollupInfo>(RollupInfo answer) when number == 0 ->
                      new RpcResult.Answer<>(Optional.of(answer.genesis()));
                  case RpcResult.Answer<RollupInfo> answer ->
                      new RpcResult.Unavailable<>(
                          Trouble.REFUSED, "this client reads no block by its number");
                  case RpcResult.Unavailable<RollupInfo>(Trouble trouble, String why) ->
                      new RpcResult.Unavailable<>(trouble, why);
                });
  }

  /**
   * Builds a candidate on the decided block {@code request.parent()}; the engine's head stays there
   * as far as the engine allows. A second prepare replaces the first candidate. Unless the outcome
   * is {@code Candidate} or {@code Unavailable}, the engine is as it was before.
   */
  CompletionStage<PrepareOutcome> prepare(PrepareRequest request);

  /**
   * Makes a decided block the head. If the engine has forgotten it or never saw it, it is rebuilt
   * from {@code block} and compared; a candidate in its way that this client made itself, or that
   * holds nothing but transactions of {@code block}, is dropped first. Its parent must be the head
   * or known ({@link AdoptOutcome.ParentMissing} asks the caller to adopt the blocks above the head
   * first).
   */
  CompletionStage<AdoptOutcome> adopt(DecidedBlock block);

  /**
   * As {@link #adopt(DecidedBlock)}; on a client that shows candidates it also drops what stands in
   * the block's way, at most {@link #MAX_UNDECIDED} blocks, when each holds nothing but
   * transactions that pass {@code inLog}: requests of a leader that was deposed come late, and may
   * have left such blocks (design 6.6).
   *
   * @param inLog see {@link #discard}
   */
  default CompletionStage<AdoptOutcome> adopt(
      DecidedBlock block, Predicate<TransactionHash> inLog) {
    return adopt(block);
  }

  /**
   * Drops an undecided candidate of ours, if the engine shows it as its head: the head is {@code
   * parent} afterwards. Ours is a child of {@code parent} that this client made, or whose every
   * transaction passes {@code inLog} (an empty block does). Any other head is left alone and told.
   *
   * <p>The caller promises that no decision names a child of {@code parent} (A2). {@code inLog} is
   * called on a thread of the client; it may read, and must not wait for this client.
   */
  CompletionStage<DiscardOutcome> discard(BlockRef parent, Predicate<TransactionHash> inLog);

  /**
   * As {@link #discard(BlockRef, Predicate)}, for all blocks above the parent, when each is of that
   * kind: requests of a leader that was deposed come late (design 6.6). All of them or none. When
   * they stand on another block than the parent, that block, at the parent's number, is told as the
   * other head: the parent must be adopted again, which clears the way.
   *
   * @param maxBlocks most blocks to drop, at most {@link #MAX_UNDECIDED}
   */
  default CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog, int maxBlocks) {
    return discard(parent, inLog);
  }

  /**
   * What {@link #prepare} would answer, with nothing kept: the head is the parent afterwards. Does
   * not touch a candidate: while one is visible it answers {@code OtherHead}.
   */
  CompletionStage<PrepareOutcome> dryRun(PrepareRequest request);

  /**
   * Nonce and balance of each address after block {@code at}, which is the head or below it, so
   * that a visible candidate does not disturb. {@code Unavailable} when the engine does not know
   * the block.
   *
   * @param addresses at most {@link #MAX_ACCOUNTS}
   */
  CompletionStage<RpcResult<Map<Address, AccountState>>> accounts(
      BlockRef at, List<Address> addresses);

  /**
   * The same client, queue and memory included, whose calls end with {@code Unavailable} before
   * their next request when the fence has closed: also those that wait for their turn, and those
   * that are half done.
   */
  RollupClient fenced(CallFence fence);

  /** Releases connections; the engine is left as it is. Calls made afterwards are Unavailable. */
  @Override
  void close();
}
