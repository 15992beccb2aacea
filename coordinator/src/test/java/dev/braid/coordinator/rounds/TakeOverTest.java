package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.round.PlannerSettings;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.protocol.round.RoundPlanner;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.rollup.anvil.AnvilRollup;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RpcResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two members drive two real rollups in turn. The old leader is paused in the middle of whatever it
 * does; its requests come late, and it wakes and goes on for a while as if it led. The new one
 * finishes and repairs (A1, A2, A3; design 6.6).
 */
final class TakeOverTest {
  private static final long SEED = Long.getLong("braid.seed", 7);
  private static final int TURNS = Integer.getInteger("braid.turns", 8);
  private static final int SENDERS = 8;

  /** What is promised on a machine with nothing else to do is 2 s; here others may be busy. */
  private static final Duration REPAIR = Duration.ofSeconds(20);

  private final Secp256k1 curve = Curves.fastest();
  private final Random random = new Random(SEED);
  private final SharedLog log = new SharedLog(curve);
  private final List<AnvilRollup> rollups = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Map<String, Long> nonces = new HashMap<>();
  private final List<BundleId> sent = new ArrayList<>();
  private int waiting;

  /** A member with clients, loop and planner of its own. */
  private final class Member {
    final ThreadLoop loop =
        new ThreadLoop("rounds", bug -> new AssertionError("a defect", bug).printStackTrace());
    final SharedLog.Seat seat;
    private final List<RollupClient> clients = new ArrayList<>();
    private CountDownLatch awake = new CountDownLatch(0);

    Member(int number) {
      byte[] key = new byte[32];
      key[31] = (byte) number;
      seat = log.seat(new MemberSigner(curve, new PrivateKey(Bytes32.wrap(key))));
    }

    void open() {
      Map<ChainId, RollupHandle> handles = new HashMap<>();
      for (AnvilRollup rollup : rollups) {
        RollupClient client = rollup.newClient();
        clients.add(client);
        handles.put(
            rollup.chainId(),
            new RollupHandle(client, true, RollupTraits.TimestampRule.EQUAL_ALLOWED, 30_000_000));
      }
      seat.drive(
          new RoundsDriver(
              new RoundPlanner(PlannerSettings.DEFAULT.inCluster()),
              new RoundsPorts(
                  loop,
                  seat,
                  seat.proposer(),
                  workers,
                  System::currentTimeMillis,
                  new SilentObserver()),
              handles,
              new SenderRecovery(curve)::sender));
    }

    /** As SIGSTOP: its loop stands still, what it has asked for comes back later. */
    void pause() {
      CountDownLatch until = new CountDownLatch(1);
      awake = until;
      loop.execute(
          () -> {
            try {
              if (!until.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never woken");
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    void wake() {
      awake.countDown();
    }

    void close() {
      wake();
      loop.close();
      clients.forEach(RollupClient::close);
    }
  }

  @BeforeEach
  void start() {
    rollups.add(AnvilRollup.start(901));
    rollups.add(AnvilRollup.start(902));
    members.add(new Member(1));
    members.add(new Member(2));
    members.forEach(Member::open);
    log.begin(rollups.stream().map(TakeOverTest::definition).toList());
    log.takeOver(members.get(0).seat, false);
  }

  @AfterEach
  void stop() {
    members.forEach(Member::close);
    rollups.forEach(AnvilRollup::close);
    workers.shutdownNow();
  }

  private static RollupDefinition definition(AnvilRollup rollup) {
    return new RollupDefinition(
        rollup.chainId(),
        "one",
        "anvil",
        Level.EXECUTION,
        RollupDefinition.ETHEREUM_BLOCK_FORMAT,
        0,
        false,
        Address.ZERO,
        30_000_000,
        head(rollup),
        null);
  }

  private static BlockRef head(AnvilRollup rollup) {
    try (RollupClient client = rollup.newClient()) {
      if (client.head().toCompletableFuture().join()
          instanceof RpcResult.Answer<BlockRef>(var head)) {
        return head;
      }
      throw new AssertionError("no head");
    }
  }

  @Test
  void theNextLeaderFinishesDecisionsAndRepairsWhatLateRequestsDid() {
    System.out.println("seed " + SEED);
    for (int turn = 0; turn < TURNS; turn++) {
      Member old = members.get(turn % 2);
      Member next = members.get(1 - turn % 2);
      load(6);
      pass(random.nextInt(120));
      old.pause();
      load(3);
      pass(random.nextInt(60));
      log.takeOver(next.seat, true);
      load(4);
      for (int late = 0; late < 3; late++) {
        pass(random.nextInt(150));
        late(rollups.get(random.nextInt(rollups.size())));
      }
      old.wake();
      pass(random.nextInt(300));
      old.seat.learns();
      long from = System.nanoTime();
      await("turn " + turn + ", seed " + SEED);
      System.out.println(
          "turn " + turn + " repaired after ms " + (System.nanoTime() - from) / 1_000_000);
    }
    Map<BundleId, BundleState> finished = log.finished();
    assertThat(sent).allSatisfy(id -> assertThat(finished.get(id)).isEqualTo(BundleState.INCLUDED));
  }

  @Test
  void blocksOfLateRequestsOnAndInPlaceOfDecidedOnesGo() {
    load(4);
    await("bundles to be included");
    RawTransaction pending = sequenceForLater(rollups.getFirst());
    AnvilRollup rollup = rollups.getFirst();

    rollup.submitForeign(pending);
    rollup.mineForeign();
    rollup.mineForeign();
    await("two blocks on the decided one to go");

    rollup.rollBackForeign();
    rollup.submitForeign(pending);
    rollup.mineForeign();
    await("a block in place of the decided one to go");

    rollup.rollBackForeign();
    rollup.submitForeign(pending);
    rollup.mineForeign();
    rollup.mineForeign();
    await("two blocks in place of the decided one to go");
  }

  /** A transaction that stands in the log and enters no round for a minute. */
  private RawTransaction sequenceForLater(AnvilRollup rollup) {
    RawTransaction transfer =
        TestTransactions.transfer(rollup.chainId(), 0).sign(rollup.key(SENDERS));
    long later = System.currentTimeMillis() / 1000 + 60;
    log.sequence(
        new Bundle(
            List.of(new Slice(rollup.chainId(), List.of(transfer), List.of(), 0, 0)),
            later,
            0,
            Level.EXECUTION,
            false,
            "",
            0,
            Address.ZERO));
    waiting = 1;
    return transfer;
  }

  /** Bundles of two slices; each must be included, on both rollups. */
  private void load(int count) {
    for (int i = 0; i < count; i++) {
      int sender = random.nextInt(SENDERS);
      List<Slice> slices = new ArrayList<>();
      for (AnvilRollup rollup : rollups) {
        long nonce = nonces.merge(rollup.chainId() + " " + sender, 1L, Long::sum) - 1;
        RawTransaction transfer =
            TestTransactions.transfer(rollup.chainId(), nonce).sign(rollup.key(sender));
        slices.add(new Slice(rollup.chainId(), List.of(transfer), List.of(), 0, 0));
      }
      sent.add(log.sequence(new Bundle(slices, 0, 0, Level.EXECUTION, false, "", 0, Address.ZERO)));
    }
  }

  /** What a request that was on the wire does when it arrives at last. */
  private void late(AnvilRollup rollup) {
    switch (random.nextInt(5)) {
      case 0 -> rollup.mineForeign();
      case 1 -> {
        if (head(rollup).number() > 0) {
          rollup.rollBackForeign();
        }
      }
      case 2 -> rollup.late(JsonRpcCall.of("anvil_dropAllTransactions"));
      case 3 -> rollup.late(JsonRpcCall.of("anvil_setNextBlockBaseFeePerGas", "0x2540be400"));
      default -> lateTransaction(rollup);
    }
  }

  private void lateTransaction(AnvilRollup rollup) {
    for (var pending : members.get(0).seat.state().pending().values()) {
      Slice slice = pending.bundle().slice(rollup.chainId());
      if (slice != null) {
        try {
          rollup.submitForeign(slice.transactions().getFirst());
        } catch (RuntimeException refused) {
          // The rollup has it already.
        }
        return;
      }
    }
  }

  /** Time in which things happen; nothing is waited for. */
  private static void pass(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void await(String what) {
    long end = System.nanoTime() + REPAIR.toNanos();
    String problem = problem();
    while (problem != null) {
      assertThat(System.nanoTime()).as(what + ": " + problem).isLessThan(end);
      pass(20);
      problem = problem();
    }
  }

  /** Why the rollups are not as the log says; null when they are, block by block. */
  private @Nullable String problem() {
    if (!log.isQuiet(waiting)) {
      return "bundles wait";
    }
    for (AnvilRollup rollup : rollups) {
      List<DecidedBlock> decided = log.decidedBlocks(rollup.chainId());
      BlockRef head = head(rollup);
      if (head.number() != decided.size()) {
        return rollup.chainId() + " is at " + head.number() + " of " + decided.size();
      }
      if (!decided.isEmpty() && !head.hash().equals(decided.getLast().hash())) {
        return rollup.chainId() + " has another block " + head.number();
      }
    }
    return null;
  }
}
