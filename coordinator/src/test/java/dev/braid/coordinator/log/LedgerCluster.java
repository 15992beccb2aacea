package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.MemoryDisk;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers of three members with disks, messages and time of a test, and a log that a test hands to
 * each as it likes. One thread.
 */
final class LedgerCluster {
  static final int MEMBERS = 3;
  static final long START_MILLIS = 1_800_000_000_000L;

  final ManualLoop loop = new ManualLoop();
  final List<Address> addresses = new ArrayList<>();
  final TestNet net;
  final List<Member> members = new ArrayList<>();

  /** What the log has taken, by height. */
  final List<TakenBatch> taken = new ArrayList<>();

  // After all of it.
  State state = State.empty();
  private final BatchApplier applier = new BatchApplier(SoloNode.RULES);

  LedgerCluster(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < MEMBERS; i++) {
      addresses.add(Accounts.CURVE.address(key(i)));
    }
    net = new TestNet(loop, random, addresses);
    for (int i = 0; i < MEMBERS; i++) {
      members.add(new Member(i));
    }
  }

  static PrivateKey key(int member) {
    return new PrivateKey(Bytes32.fromHex("0x" + "%064x".formatted(0x2000 + member)));
  }

  Member member(int i) {
    return members.get(i);
  }

  Entry.NetworkStarted genesis() {
    return genesis(addresses);
  }

  static Entry.NetworkStarted genesis(List<Address> members) {
    return new Entry.NetworkStarted(
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            Limits.DEFAULT,
            NetworkParameters.Quorum.MAJORITY,
            members,
            SoloNode.genesis(3).parameters().rollups()),
        Bytes32.ZERO);
  }

  /** The log takes its first batch. */
  TakenBatch begin() {
    return append(genesis(), new Entry.LeaderClaimed(addresses.getFirst()));
  }

  /** The log takes the next batch. */
  TakenBatch append(Entry... entries) {
    SealedBatch sealed =
        SealedBatch.seal(
            state.networkId(),
            new Batch(
                state.height() + 1,
                state.headHash(),
                1,
                START_MILLIS + taken.size(),
                Arrays.asList(entries)));
    return append(TakenBatch.of(sealed, null));
  }

  /** The log takes whatever this is. */
  TakenBatch append(TakenBatch batch) {
    taken.add(batch);
    state =
        switch (applier.apply(state, batch, (id, height) -> false)) {
          case ApplyResult.Applied applied -> applied.state();
          case ApplyResult.Void broken -> broken.state();
          case ApplyResult.Stop stop -> throw new IllegalStateException(stop.why());
        };
    return batch;
  }

  /** All members are handed all that was taken and have it on their disks. */
  void settle() {
    for (Member member : members) {
      if (member.isUp()) {
        member.takeAll();
        member.durableAll();
      }
    }
    loop.pass(1_000);
  }

  /** A loop of a member that may die. */
  private static final class MortalLoop implements Loop {
    private final Loop loop;
    private boolean dead;

    MortalLoop(Loop loop) {
      this.loop = loop;
    }

    private Runnable unlessDead(Runnable task) {
      return () -> {
        if (!dead) {
          task.run();
        }
      };
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(unlessDead(task));
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
      return loop.after(delayMillis, unlessDead(task));
    }

    @Override
    public long nanoTime() {
      return loop.nanoTime();
    }
  }

  /** A member and what it has been handed. */
  final class Member {
    final Certifier certifier;
    final MemoryDisk disk;
    final List<CertifiedBatch> told = new ArrayList<>();
    private @Nullable ClusterLedger ledger;
    private @Nullable BatchStore store;
    private @Nullable MortalLoop own;
    // Heights that the log has handed over since the start.
    int handed;

    // What the log keeps here over a crash: from this height on it hands over again at a start.
    long durable = -1;
    int snapshot = -1;

    Member(int number) {
      this.certifier = new Certifier(Accounts.CURVE, key(number));
      this.disk = new MemoryDisk("member " + number);
    }

    Address address() {
      return certifier.member();
    }

    boolean isUp() {
      return ledger != null;
    }

    Ledger ledger() {
      return Objects.requireNonNull(ledger).ledger();
    }

    BatchStore store() {
      return Objects.requireNonNull(store);
    }

    /** Starts and signs. */
    Member start() {
      open(addresses);
      Objects.requireNonNull(ledger).start();
      return this;
    }

    /** Starts, without signing. */
    Member open(List<Address> configured) {
      MortalLoop mortal = new MortalLoop(loop);
      BatchStore opened = BatchStore.open(disk);
      Peers peers = net.peers(address());
      ClusterLedger started =
          ClusterLedger.open(
              opened,
              new ClusterLedger.Parts(
                  SoloNode.RULES,
                  certifier,
                  configured,
                  5,
                  mortal::execute,
                  mortal::execute,
                  mortal,
                  peers));
      PeerDesk desk = new PeerDesk();
      started.serve(desk);
      peers.serve(desk);
      own = mortal;
      store = opened;
      ledger = started;
      handed = 0;
      told.clear();
      started.ledger().addListener(told::add);
      return this;
    }

    /** Dies. */
    Member kill(int survivingWrites) {
      net.down(address());
      Objects.requireNonNull(own).dead = true;
      ledger = null;
      disk.crash(survivingWrites);
      return this;
    }

    /** Is handed what the log took, up to this height. */
    Member take(long upTo) {
      while (handed <= upTo && handed < taken.size()) {
        TakenBatch batch = taken.get(handed);
        ledger().take(List.of(batch), headAt(handed));
        handed++;
      }
      return this;
    }

    Member takeAll() {
      return take(taken.size() - 1L);
    }

    /** The log goes on from a snapshot at this height. */
    Member skipTo(int height) {
      handed = Math.max(handed, height + 1);
      ledger().skippedTo(headAt(height));
      return this;
    }

    /**
     * The log asks for the store to be flushed and forgets what it has handed over; it forgets
     * nothing while the ledger still fetches what it skipped.
     */
    void snapshot() {
      int height = handed - 1;
      if (ledger().flushed(height).toCompletableFuture().isDone()) {
        snapshot = Math.max(snapshot, height);
      }
    }

    /** The log's own copy is on this member's disk up to this height. */
    Member durable(long height) {
      durable = Math.max(durable, height);
      ledger().durable(height);
      return this;
    }

    Member durableAll() {
      return durable(handed - 1L);
    }

    long certified() {
      return ledger().certifiedHeight();
    }
  }

  LogHead headAt(int height) {
    AppendClaim claim = taken.get(height).claim();
    return new LogHead(claim.term(), claim.height(), claim.hash());
  }
}
