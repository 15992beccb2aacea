package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Seeded random histories: what holds after every batch, and that replay comes to the same state.
 */
class LogHistoryTest {
  private static final int SEEDS = 12;
  private static final int BATCHES = 150;

  @Test
  void invariantsHoldAfterEveryBatchOfAnyHistory() {
    RawTransaction[][] transfers = RandomHistory.transfers(200);
    Map<BundleState, Integer> ends = new EnumMap<>(BundleState.class);
    int voids = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      TestNetwork network = TestNetwork.started(3);
      RandomHistory history = new RandomHistory(seed, network, transfers);
      State checkpoint = network.state;
      for (int i = 0; i < BATCHES; i++) {
        SealedBatch batch = history.next();
        if (batch == null) {
          continue;
        }
        State before = network.state;
        ApplyResult result = network.apply(batch);
        String where = "seed " + seed + " height " + network.state.height();
        assertThat(result).as(where).isNotInstanceOf(ApplyResult.Stop.class);
        voids += result instanceof ApplyResult.Void ? 1 : 0;
        // Applied again after a crash, a batch does not meet itself (O2).
        assertThat(TestNetwork.LOG.apply(before, batch, network::sequencedBelow))
            .as(where)
            .isEqualTo(result);
        check(network, where);
        if (i == BATCHES / 2) {
          checkpoint = StateCodec.decode(StateCodec.encode(network.state));
        }
      }
      assertThat(replay(State.empty(), network)).as("seed %s", seed).isEqualTo(network.state);
      assertThat(replay(checkpoint, network)).as("seed %s", seed).isEqualTo(network.state);
      network.records.values().forEach(record -> ends.merge(record.state(), 1, Integer::sum));
    }
    assertThat(voids).isGreaterThan(30);
    assertThat(ends.keySet())
        .as("the histories reach every state of these rules: %s", ends)
        .contains(
            BundleState.SEQUENCED,
            BundleState.DECIDED,
            BundleState.INCLUDED,
            BundleState.REJECTED,
            BundleState.EXPIRED,
            BundleState.CANCELLED,
            BundleState.DAMAGED);
  }

  private static State replay(State from, TestNetwork network) {
    State state = from;
    for (SealedBatch batch : network.batches) {
      if (batch.height() > from.height()) {
        state =
            switch (TestNetwork.LOG.apply(state, batch, network::sequencedBelow)) {
              case ApplyResult.Applied applied -> applied.state();
              case ApplyResult.Void broken -> broken.state();
              case ApplyResult.Stop stop -> throw new AssertionError(stop.why());
            };
      }
    }
    return state;
  }

  private static void check(TestNetwork network, String where) {
    State state = network.state;
    // Pending, in doubt and finished are disjoint, and are what the records say.
    assertThat(state.pendingPositions().keySet())
        .as(where)
        .isEqualTo(idsIn(network, BundleState.SEQUENCED));
    assertThat(state.inDoubt().keySet()).as(where).isEqualTo(idsIn(network, BundleState.DECIDED));
    assertThat(state.pending().values().stream().map(PendingBundle::id))
        .as(where)
        .containsExactlyInAnyOrderElementsOf(state.pendingPositions().keySet());
    state
        .pending()
        .forEach(
            (position, bundle) -> {
              assertThat(bundle.position()).isEqualTo(position);
              assertThat(state.pendingPositions()).containsEntry(bundle.id(), position);
            });
    assertThat(state.pendingBytes())
        .as(where)
        .isEqualTo(state.pending().values().stream().mapToLong(PendingBundle::bytes).sum());
    checkInDoubt(state, where);
    assertThat(state.parameters().rollups())
        .as(where)
        .isEqualTo(
            state.rollups().values().stream()
                .filter(rollup -> rollup.status().takesBundles())
                .map(RollupState::definition)
                .toList());
    assertThat(StateCodec.decode(StateCodec.encode(state))).as(where).isEqualTo(state);
  }

  /** A bundle waits for exactly those of its rollups that have not adopted its block yet (A1). */
  private static void checkInDoubt(State state, String where) {
    for (InDoubtBundle bundle : state.inDoubt().values()) {
      List<ChainId> waiting =
          bundle.chains().stream()
              .filter(
                  chain -> {
                    RollupState rollup = state.rollup(chain);
                    return rollup != null && rollup.unadopted().contains(bundle.id());
                  })
              .toList();
      assertThat(bundle.toAdopt()).as(where).isNotEmpty().isEqualTo(waiting);
    }
    for (RollupState rollup : state.rollups().values()) {
      if (!rollup.isInDoubt()) {
        assertThat(rollup.unadopted()).as(where).isEmpty();
      }
      assertThat(new HashSet<>(rollup.unadopted())).hasSameSizeAs(rollup.unadopted());
    }
  }

  private static Set<BundleId> idsIn(TestNetwork network, BundleState state) {
    return network.records.values().stream()
        .filter(record -> record.state() == state)
        .map(BundleRecord::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
