package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Batches such as a leader might append, and now and then one that breaks a rule, from a seed. */
final class RandomHistory {
  private static final long[] CHAINS = {901, 902, 903, 904};
  private static final PrivateKey BOB = Accounts.BOB.key();

  private final Random random;
  private final TestNetwork network;
  private final List<Entry.BundleSequenced> known = new ArrayList<>();
  private final RawTransaction[][] transfers;
  private final int[] used = new int[CHAINS.length];

  RandomHistory(long seed, TestNetwork network, RawTransaction[][] transfers) {
    this.random = new Random(seed);
    this.network = network;
    this.transfers = transfers;
  }

  static RawTransaction[][] transfers(int each) {
    RawTransaction[][] out = new RawTransaction[CHAINS.length][each];
    for (int i = 0; i < CHAINS.length; i++) {
      for (int j = 0; j < each; j++) {
        out[i][j] = Accounts.ALICE.transfer(CHAINS[i], j);
      }
    }
    return out;
  }

  /** The next batch; null when this time there is nothing to do. */
  @Nullable SealedBatch next() {
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> sequence();
      case 4, 5, 6 -> decide();
      case 7, 8, 9 -> adopt();
      case 10 -> cancel();
      case 11 -> dropDue();
      case 12 -> change();
      default -> broken();
    };
  }

  private @Nullable SealedBatch sequence() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Entry.BundleSequenced bundle = bundle();
      if (bundle != null) {
        entries.add(bundle);
        known.add(bundle);
      }
    }
    return batch(entries);
  }

  private Entry.@Nullable BundleSequenced bundle() {
    List<Integer> chains = new ArrayList<>();
    for (int i = 0; i < CHAINS.length; i++) {
      RollupState rollup = network.state.rollup(new ChainId(CHAINS[i]));
      if (rollup != null && rollup.status().takesBundles()) {
        chains.add(i);
      }
    }
    Collections.shuffle(chains, random);
    boolean ordinary = random.nextInt(5) == 0;
    List<Slice> slices = new ArrayList<>();
    for (int chain : chains.subList(0, Math.min(chains.size(), 1 + random.nextInt(3)))) {
      if (used[chain] < transfers[chain].length) {
        RawTransaction transaction = transfers[chain][used[chain]++];
        slices.add(
            new Slice(
                new ChainId(CHAINS[chain]),
                List.of(transaction),
                ordinary || random.nextBoolean() ? List.of(transaction.hash()) : List.of(),
                0,
                0));
      }
    }
    if (slices.isEmpty()) {
      return null;
    }
    if (ordinary) {
      return Records.with(
          TestNetwork.anonymous(bundle(null, slices.subList(0, 1))), "ordinary", true);
    }
    return random.nextBoolean()
        ? TestNetwork.anonymous(bundle(null, slices))
        : TestNetwork.signed(bundle(BOB, slices), BOB);
  }

  private Bundle bundle(@Nullable PrivateKey submitter, List<Slice> slices) {
    long deadline = random.nextBoolean() ? 0 : network.state.timeSeconds() + random.nextInt(60);
    return TestNetwork.bundle(submitter, deadline, slices.toArray(Slice[]::new));
  }

  /** Whatever can enter a round now, or is rejected, as chance has it. */
  private @Nullable SealedBatch decide() {
    TestDecision decision = new TestDecision(network);
    boolean something = false;
    for (PendingBundle pending : network.state.pending().values()) {
      boolean free =
          pending.bundle().chains().stream()
              .map(network.state::rollup)
              .allMatch(
                  rollup ->
                      rollup != null
                          && rollup.status() == RollupStatus.ACTIVE
                          && !rollup.isInDoubt());
      boolean inTime =
          pending.bundle().maxTimestampSeconds() == 0
              || network.state.timeSeconds() <= pending.bundle().maxTimestampSeconds();
      switch (random.nextInt(6)) {
        case 0 -> {
          decision.reject(pending.id(), Reason.of(ReasonCode.REVERTED, "no"));
          something = true;
        }
        case 1 -> {}
        default -> {
          if (free && inTime) {
            if (random.nextBoolean()) {
              decision.includeReverted(pending.id());
            } else {
              decision.include(pending.id());
            }
            something = true;
          }
        }
      }
    }
    return something ? batch(List.of(decision.build())) : null;
  }

  private @Nullable SealedBatch adopt() {
    List<Entry> entries = new ArrayList<>();
    for (RollupState rollup : network.state.rollups().values()) {
      if (rollup.isInDoubt() && random.nextBoolean()) {
        entries.add(network.adopt(rollup.definition().chainId().value()));
      }
    }
    return batch(entries);
  }

  private @Nullable SealedBatch cancel() {
    for (PendingBundle pending : network.state.pending().values()) {
      if (!pending.bundle().isAnonymous() && random.nextInt(3) == 0) {
        return batch(List.of(TestNetwork.cancel(pending.id(), BOB)));
      }
    }
    return null;
  }

  /** Lets time pass, and drops what is due then. */
  private @Nullable SealedBatch dropDue() {
    long time = network.state.timeMillis() + random.nextInt(40_000);
    List<Entry.Drop> drops = new ArrayList<>();
    for (PendingBundle pending : network.state.pending().values()) {
      if (time / 1000 > pending.deadlineSeconds()) {
        drops.add(new Entry.Drop(pending.id(), Reason.of(ReasonCode.DEADLINE, "late")));
      } else {
        for (ChainId chain : pending.bundle().chains()) {
          RollupState rollup = network.state.rollup(chain);
          if (rollup != null && !rollup.status().takesBundles()) {
            drops.add(
                new Entry.Drop(
                    pending.id(),
                    Reason.of(
                        rollup.status() == RollupStatus.DIVERGED
                            ? ReasonCode.ROLLUP_DIVERGED
                            : ReasonCode.ROLLUP_LEFT,
                        "gone")));
            break;
          }
        }
      }
    }
    return drops.isEmpty()
        ? null
        : network.batch(network.state.term(), time, new Entry.BundlesDropped(drops));
  }

  private @Nullable SealedBatch change() {
    long chainId = CHAINS[random.nextInt(CHAINS.length)];
    RollupState rollup = network.state.rollup(new ChainId(chainId));
    switch (random.nextInt(8)) {
      case 0 -> {
        if (rollup != null && rollup.status().takesBundles()) {
          return batch(
              List.of(
                  BatchRuleRows.operator(
                      network, chainId, Change.LEFT, null, Accounts.CAROL.key())));
        }
      }
      case 1 -> {
        if (rollup != null && rollup.isInDoubt()) {
          return batch(
              List.of(
                  BatchRuleRows.rollup(
                      network, chainId, Change.DIVERGED, null, "gone", TestNetwork.MEMBER)));
        }
      }
      case 2, 3 -> {
        boolean free =
            rollup == null
                || ((rollup.status() == RollupStatus.LEFT
                        || rollup.status() == RollupStatus.DIVERGED)
                    && network.state.pending().values().stream()
                        .noneMatch(p -> p.bundle().slice(new ChainId(chainId)) != null));
        if (free) {
          return batch(
              List.of(
                  BatchRuleRows.rollup(
                      network,
                      chainId,
                      Change.JOINED,
                      TestNetwork.definition(chainId),
                      "",
                      TestNetwork.MEMBER)));
        }
      }
      case 4 -> {
        return network.batch(
            network.state.term() + 1 + random.nextInt(3),
            network.state.timeMillis() + random.nextInt(10_000_000),
            new Entry.LeaderClaimed(TestNetwork.address(TestNetwork.MEMBER)));
      }
      case 5, 6 -> {
        if (rollup != null && rollup.status().takesBundles()) {
          Change change = rollup.status() == RollupStatus.PAUSED ? Change.RESUMED : Change.PAUSED;
          return batch(
              List.of(
                  BatchRuleRows.rollup(network, chainId, change, null, "", TestNetwork.MEMBER)));
        }
      }
      default -> {}
    }
    return null;
  }

  /** Breaks a rule. */
  private @Nullable SealedBatch broken() {
    return switch (random.nextInt(4)) {
      case 0 -> known.isEmpty() ? null : batch(List.of(known.get(random.nextInt(known.size()))));
      case 1 -> {
        BundleId id = BundleId.fromHex("0x" + "00".repeat(32));
        yield batch(List.of(TestNetwork.cancel(id, BOB)));
      }
      case 2 -> batch(List.of(new Entry.LeaderClaimed(Address.ZERO)));
      default -> {
        SealedBatch good = sequenceOnceMore();
        yield good == null ? null : Records.with(good, "hash", network.state.headHash());
      }
    };
  }

  private @Nullable SealedBatch sequenceOnceMore() {
    Entry.BundleSequenced bundle = bundle();
    return bundle == null ? null : batch(List.of(bundle));
  }

  private @Nullable SealedBatch batch(List<? extends Entry> entries) {
    return entries.isEmpty()
        ? null
        : network.batch(Arrays.copyOf(entries.toArray(), entries.size(), Entry[].class));
  }
}
