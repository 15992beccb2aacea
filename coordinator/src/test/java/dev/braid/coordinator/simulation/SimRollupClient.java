package dev.braid.coordinator.simulation;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.CallFence;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One member's client of one engine, step by step as the anvil client does it: every step is a
 * request of its own, before each of which the member's log is asked whether it leads.
 */
final class SimRollupClient implements RollupClient {
  private final SimWorld world;
  private final SimProcess process;
  private final SimEngineCalls calls;
  private final CallFence fence;
  private final Watch watch;
  private final Lane lane;

  /** What all fenced forms of one client share: its queue, and what it remembers. */
  private static final class Lane {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private @Nullable Attempt attempt;
  }

  private record Attempt(BlockHash parent, Set<TransactionHash> sent) {
    boolean made(SimEngine.Block block) {
      return block.header().parentHash().equals(parent) && sent.containsAll(block.hashes());
    }
  }

  /** Sees what members do to engines. */
  interface Watch {
    /** A member tells an engine to adopt. */
    void adopts(DecidedBlock block);

    /** A member drops, or builds over, what stands on a block. */
    void discards(ChainId chainId, BlockRef parent);

    /** A member tells an engine to drop its head, which it takes for this block. */
    void drops(SimEngine engine, SimEngine.Block head);
  }

  SimRollupClient(SimWorld world, SimProcess process, SimEngineCalls calls, Watch watch) {
    this(world, process, calls, CallFence.ALWAYS, watch, new Lane());
  }

  private SimRollupClient(
      SimWorld world,
      SimProcess process,
      SimEngineCalls calls,
      CallFence fence,
      Watch watch,
      Lane lane) {
    this.world = world;
    this.process = process;
    this.calls = calls;
    this.fence = fence;
    this.watch = watch;
    this.lane = lane;
  }

  @Override
  public RollupClient fenced(CallFence newFence) {
    return new SimRollupClient(world, process, calls, newFence, watch, lane);
  }

  /** A call on its way: its answer, given once. */
  private final class Call<O> {
    private final CompletableFuture<O> answer = new CompletableFuture<>();
    private final Function<String, O> unavailable;
    private boolean over;
    private boolean ended;

    Call(Function<String, O> unavailable) {
      this.unavailable = unavailable;
    }

    <T> void request(String what, Supplier<T> atEngine, Consumer<T> then) {
      if (over) {
        end(unavailable.apply("the time is over"));
      } else if (!fence.isOpen()) {
        world.count("engine call fenced");
        end(unavailable.apply("this member does not lead"));
      } else {
        calls.request(
            process,
            () -> {
              T answer = atEngine.get();
              world.note(
                  "rollup " + engine().chainId,
                  process.name() + " " + what + ", head " + engine().head().ref());
              return answer;
            },
            then,
            why -> end(unavailable.apply(why)));
      }
    }

    /** The work has really ended: the next one may begin. */
    void end(O outcome) {
      if (ended) {
        throw new AssertionError("a call ended twice");
      }
      ended = true;
      answer.complete(outcome);
      lane.busy = false;
      next();
    }

    void timeOut() {
      over = true;
      answer.complete(unavailable.apply("no answer in time"));
    }
  }

  private <O> CompletionStage<O> submit(
      Duration limit, Function<String, O> unavailable, Consumer<Call<O>> work) {
    Call<O> call = new Call<>(unavailable);
    if (lane.waiting.size() >= MAX_QUEUED) {
      call.answer.complete(unavailable.apply("too many calls wait"));
      return call.answer;
    }
    world.after(limit.toNanos(), () -> process.happens(call::timeOut));
    lane.waiting.add(() -> work.accept(call));
    next();
    return call.answer;
  }

  private void next() {
    if (!lane.busy && !lane.waiting.isEmpty()) {
      lane.busy = true;
      Runnable work = lane.waiting.remove();
      world.after(0, () -> process.happens(work));
    }
  }

  private SimEngine engine() {
    return calls.engine;
  }

  /**
   * Drops the newest blocks, which were these when this was asked for; what they are when the
   * request arrives nobody can say.
   */
  private <O> void drop(
      Call<O> call, List<SimEngine.Block> newest, Consumer<SimEngine.Block> then) {
    if (process.isAlive() && fence.isOpen()) {
      newest.forEach(block -> watch.drops(engine(), block));
    }
    call.request(
        "drops " + newest.size(),
        () -> {
          newest.forEach(block -> engine().rollback());
          return engine().head();
        },
        then);
  }

  /** What became of the blocks above one. */
  private enum Fate {
    DROPPED,
    NOT_OURS,
    ON_ANOTHER_BLOCK
  }

  /** Takes what became of the blocks, and the head afterwards. */
  private interface Dropped {
    void accept(Fate fate, SimEngine.Block head);
  }

  /** Drops the blocks above one when they are few, stand on it and are ours, or none of them. */
  private <O> void dropAbove(
      Call<O> call,
      long number,
      BlockHash hash,
      int maxBlocks,
      SimEngine.Block head,
      Predicate<SimEngine.Block> ours,
      Dropped then) {
    long count = head.header().number() - number;
    if (count <= 0 || count > maxBlocks) {
      then.accept(count <= 0 ? Fate.DROPPED : Fate.NOT_OURS, head);
      return;
    }
    call.request(
        "reads above " + number,
        () -> {
          List<SimEngine.Block> chain = engine().chain();
          return List.copyOf(chain.subList((int) Math.min(number + 1, chain.size()), chain.size()));
        },
        above -> {
          if (above.isEmpty() || !above.getLast().hash().equals(head.hash())) {
            call.end(call.unavailable.apply("the chain moves while it is read"));
          } else if (!above.stream().allMatch(ours)) {
            then.accept(Fate.NOT_OURS, head);
          } else if (!above.getFirst().header().parentHash().equals(hash)) {
            then.accept(Fate.ON_ANOTHER_BLOCK, head);
          } else {
            drop(call, above, now -> then.accept(Fate.DROPPED, now));
          }
        });
  }

  // Prepare.

  @Override
  public CompletionStage<PrepareOutcome> prepare(PrepareRequest request) {
    if (process.isAlive()) {
      watch.discards(engine().chainId, request.parent());
    }
    return this.<PrepareOutcome>submit(
        request.budget(), PrepareOutcome.Unavailable::new, call -> prepare(call, request));
  }

  private void prepare(Call<PrepareOutcome> call, PrepareRequest request) {
    BlockHash parent = request.parent().hash();
    call.request(
        "reads",
        () -> engine().head(),
        head -> {
          if (head.hash().equals(parent)) {
            mine(call, request);
          } else if (head.header().parentHash().equals(parent) && made(head)) {
            drop(
                call,
                List.of(head),
                now -> {
                  if (now.hash().equals(parent)) {
                    mine(call, request);
                  } else {
                    call.end(new PrepareOutcome.OtherHead(now.ref()));
                  }
                });
          } else {
            call.end(new PrepareOutcome.OtherHead(head.ref()));
          }
        });
  }

  private boolean made(SimEngine.Block block) {
    Attempt attempt = lane.attempt;
    return attempt != null && attempt.made(block);
  }

  private void mine(Call<PrepareOutcome> call, PrepareRequest request) {
    List<RawTransaction> all = request.slices().stream().flatMap(List::stream).toList();
    lane.attempt = new Attempt(request.parent().hash(), hashes(all));
    call.request(
        "mines",
        () -> engine().mine(request.timestampSeconds(), all),
        mined -> {
          switch (mined) {
            case SimEngine.Mined.Bad(Map<Integer, Reason> reasons) -> {
              lane.attempt = null;
              call.end(refused(reasons, request.slices()));
            }
            case SimEngine.Mined.Made(SimEngine.Block block) ->
                call.end(
                    block.header().parentHash().equals(request.parent().hash())
                            && block.header().timestampSeconds() == request.timestampSeconds()
                        ? candidate(block, request.slices())
                        : new PrepareOutcome.Unavailable("not the block just mined"));
          }
        });
  }

  private static Set<TransactionHash> hashes(List<RawTransaction> transactions) {
    Set<TransactionHash> hashes = new HashSet<>();
    transactions.forEach(each -> hashes.add(each.hash()));
    return hashes;
  }

  private static PrepareOutcome refused(
      Map<Integer, Reason> reasons, List<List<RawTransaction>> slices) {
    List<PrepareOutcome.SliceFailure> failures = new ArrayList<>();
    int at = 0;
    for (int slice = 0; slice < slices.size(); slice++) {
      for (int i = 0; i < slices.get(slice).size(); i++) {
        Reason reason = reasons.get(at + i);
        if (reason != null) {
          failures.add(
              new PrepareOutcome.SliceFailure(
                  slice,
                  new Reason(
                      reason.code(),
                      reason.chainId(),
                      reason.transactionHash(),
                      i,
                      reason.message(),
                      null,
                      null)));
          break;
        }
      }
      at += slices.get(slice).size();
    }
    return new PrepareOutcome.Refused(failures);
  }

  private PrepareOutcome candidate(SimEngine.Block block, List<List<RawTransaction>> slices) {
    List<List<PrepareOutcome.TransactionOutcome>> outcomes = new ArrayList<>();
    for (List<RawTransaction> slice : slices) {
      List<PrepareOutcome.TransactionOutcome> of = new ArrayList<>();
      for (RawTransaction each : slice) {
        boolean succeeds = engine().succeeds(each);
        of.add(
            new PrepareOutcome.TransactionOutcome(
                succeeds,
                SimEngine.GAS,
                BigInteger.ONE,
                succeeds ? null : engine().reverted(each)));
      }
      outcomes.add(of);
    }
    return new PrepareOutcome.Candidate(
        block.header(), block.hash(), List.of(), List.of(), List.of(), outcomes);
  }

  @Override
  public CompletionStage<PrepareOutcome> dryRun(PrepareRequest request) {
    return this.<PrepareOutcome>submit(
        request.budget(),
        PrepareOutcome.Unavailable::new,
        call -> call.end(new PrepareOutcome.Unavailable("not simulated")));
  }

  // Adopt.

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block) {
    return adopt(block, hash -> false);
  }

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block, Predicate<TransactionHash> inLog) {
    if (process.isAlive()) {
      watch.adopts(block);
    }
    return this.<AdoptOutcome>submit(
        CALL_TIMEOUT,
        AdoptOutcome.Unavailable::new,
        call -> adopt(call, block, mayDrop(block, inLog)));
  }

  private record Look(SimEngine.Block head, SimEngine.@Nullable Block there) {}

  private void adopt(
      Call<AdoptOutcome> call, DecidedBlock block, Predicate<SimEngine.Block> mayDrop) {
    call.request(
        "looks",
        () -> new Look(engine().head(), engine().at(block.header().number())),
        look -> {
          SimEngine.Block there = look.there();
          if (there != null && there.hash().equals(block.hash())) {
            lane.attempt = null;
            call.end(new AdoptOutcome.Adopted());
          } else {
            clearTheWay(call, block, look.head(), mayDrop);
          }
        });
  }

  private Predicate<SimEngine.Block> mayDrop(DecidedBlock block, Predicate<TransactionHash> inLog) {
    Set<TransactionHash> decided = hashes(block.transactions());
    return other ->
        made(other)
            || other.hashes().stream().allMatch(hash -> decided.contains(hash) || inLog.test(hash));
  }

  private void clearTheWay(
      Call<AdoptOutcome> call,
      DecidedBlock block,
      SimEngine.Block head,
      Predicate<SimEngine.Block> mayDrop) {
    BlockHash parent = block.header().parentHash();
    long parentNumber = block.header().number() - 1;
    if (head.hash().equals(parent)) {
      replay(call, block, head);
    } else if (head.header().number() < parentNumber) {
      call.end(new AdoptOutcome.ParentMissing(head.ref()));
    } else if (head.header().number() == parentNumber) {
      if (mayDrop.test(head)) {
        branchesLower(call, block, head);
      } else {
        call.end(new AdoptOutcome.Diverged(head.ref(), "another block at the parent's height"));
      }
    } else {
      dropAbove(
          call,
          parentNumber,
          parent,
          MAX_UNDECIDED,
          head,
          mayDrop,
          (fate, now) -> {
            switch (fate) {
              case DROPPED -> clearTheWay(call, block, now, mayDrop);
              case NOT_OURS ->
                  call.end(new AdoptOutcome.Diverged(head.ref(), "another block at this height"));
              case ON_ANOTHER_BLOCK -> branchesLower(call, block, head);
            }
          });
    }
  }

  private void branchesLower(Call<AdoptOutcome> call, DecidedBlock block, SimEngine.Block head) {
    long below = block.header().number() - 2;
    if (below < 0 || head.header().number() - below > MAX_UNDECIDED) {
      call.end(new AdoptOutcome.Diverged(head.ref(), "another block at the parent's height"));
      return;
    }
    call.request(
        "reads " + below,
        () -> Optional.ofNullable(engine().at(below)),
        there ->
            call.end(
                there
                    .<AdoptOutcome>map(found -> new AdoptOutcome.ParentMissing(found.ref()))
                    .orElseGet(() -> new AdoptOutcome.Unavailable("the chain moves"))));
  }

  private void replay(Call<AdoptOutcome> call, DecidedBlock block, SimEngine.Block head) {
    lane.attempt = new Attempt(head.hash(), hashes(block.transactions()));
    call.request(
        "replays",
        () -> engine().mine(block.header().timestampSeconds(), block.transactions()),
        mined -> {
          if (mined instanceof SimEngine.Mined.Made(SimEngine.Block built)) {
            if (built.hash().equals(block.hash())) {
              lane.attempt = null;
              call.end(new AdoptOutcome.Adopted());
            } else if (!built.header().parentHash().equals(head.hash())) {
              call.end(new AdoptOutcome.Unavailable("not the block just mined"));
            } else {
              drop(
                  call,
                  List.of(built),
                  now -> call.end(new AdoptOutcome.Diverged(now.ref(), "replay differs")));
            }
          } else {
            lane.attempt = null;
            call.end(new AdoptOutcome.Diverged(head.ref(), "replay refused: " + mined));
          }
        });
  }

  // Discard.

  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog) {
    return discard(parent, inLog, 1);
  }

  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog, int maxBlocks) {
    if (process.isAlive()) {
      watch.discards(engine().chainId, parent);
    }
    return this.<DiscardOutcome>submit(
        CALL_TIMEOUT,
        DiscardOutcome.Unavailable::new,
        call ->
            call.request(
                "reads",
                () -> engine().head(),
                head -> {
                  if (head.hash().equals(parent.hash())) {
                    call.end(new DiscardOutcome.Discarded());
                  } else {
                    dropAbove(
                        call,
                        parent.number(),
                        parent.hash(),
                        maxBlocks,
                        head,
                        block -> made(block) || block.hashes().stream().allMatch(inLog),
                        (fate, now) -> {
                          if (fate == Fate.ON_ANOTHER_BLOCK) {
                            inPlaceOf(call, parent);
                          } else {
                            discarded(call, parent, now);
                          }
                        });
                  }
                }));
  }

  private void inPlaceOf(Call<DiscardOutcome> call, BlockRef parent) {
    call.request(
        "reads " + parent.number(),
        () -> Optional.ofNullable(engine().at(parent.number())),
        there ->
            call.end(
                there
                    .<DiscardOutcome>map(found -> new DiscardOutcome.OtherHead(found.ref()))
                    .orElseGet(() -> new DiscardOutcome.Unavailable("the chain moves"))));
  }

  private void discarded(Call<DiscardOutcome> call, BlockRef parent, SimEngine.Block now) {
    if (now.hash().equals(parent.hash())) {
      lane.attempt = null;
      call.end(new DiscardOutcome.Discarded());
    } else {
      call.end(new DiscardOutcome.OtherHead(now.ref()));
    }
  }

  // Reading.

  private <T> CompletionStage<RpcResult<T>> read(Supplier<T> atEngine) {
    CompletableFuture<RpcResult<T>> answer = new CompletableFuture<>();
    calls.request(
        process,
        atEngine,
        value -> answer.complete(new RpcResult.Answer<>(value)),
        why -> answer.complete(new RpcResult.Unavailable<>(why)));
    return answer;
  }

  @Override
  public CompletionStage<RpcResult<RollupInfo>> info() {
    return read(
        () ->
            new RollupInfo(
                engine().chainId,
                engine().chain().getFirst().ref(),
                "simulated",
                Level.EXECUTION,
                RollupDefinition.ETHEREUM_BLOCK_FORMAT,
                "simulated",
                true));
  }

  @Override
  public CompletionStage<RpcResult<BlockRef>> head() {
    return read(() -> engine().head().ref());
  }

  @Override
  public CompletionStage<RpcResult<Map<Address, AccountState>>> accounts(
      BlockRef at, List<Address> addresses) {
    return CompletableFuture.completedFuture(new RpcResult.Unavailable<>("not simulated"));
  }

  @Override
  public void close() {}
}
