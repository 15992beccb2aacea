package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEffect.CancelAnswer;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * An ordinary transaction that is to come in place of another waits for the round that holds it.
 */
class ReplacementTest {
  private final Rig rig = new Rig(Rig.onDemand(0));

  private SimBundle transaction(int index, long nonce) {
    return rig.bundle(index, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), 7, nonce);
  }

  private void replace(SimBundle older, SimBundle newer) {
    rig.log.replacing.put(newer.footprint().id(), newer);
    Position position =
        Objects.requireNonNull(rig.log.bundles.get(older.footprint().id())).footprint().position();
    Entry.BundleSequenced entry =
        new Entry.BundleSequenced(
            newer.footprint().id(),
            new Bundle(List.of(), 0, 0, Level.EXECUTION, false, "", 0, Address.ZERO),
            new Authorization.Anonymous(),
            true);
    rig.deliver(new PlannerEvent.ReplaceRequested(-1, older.footprint().id(), position, entry));
  }

  private List<CancelAnswer> answers() {
    return rig.effects.stream()
        .filter(PlannerEffect.AnswerCancel.class::isInstance)
        .map(effect -> ((PlannerEffect.AnswerCancel) effect).answer())
        .toList();
  }

  @Test
  void comesAtOnceInPlaceOfOneThatNoRoundHolds() {
    SimBundle first = transaction(0, 0);
    SimBundle waiting = transaction(1, 5);
    rig.send(first);
    rig.runUntil(rig.now + 500);
    rig.send(waiting);
    rig.runUntil(rig.now + 500);
    SimBundle newer = transaction(2, 5);
    replace(waiting, newer);
    rig.runUntil(rig.now + 500);
    assertThat(answers()).hasOnlyElementsOfType(CancelAnswer.Cancelled.class).hasSize(1);
    assertThat(rig.state(waiting)).isEqualTo(BundleState.REPLACED);
    assertThat(rig.state(newer)).isEqualTo(BundleState.SEQUENCED);
  }

  @Test
  void waitsForTheDecisionAndIsToldThatItComesTooLate() {
    rig.prepareMillis.put(Fixtures.chain(0), 200L);
    SimBundle held = transaction(0, 0);
    rig.send(held);
    rig.runUntil(rig.now + 50);
    replace(held, transaction(1, 0));
    assertThat(answers()).isEmpty();
    rig.runUntil(rig.now + 100);
    assertThat(answers()).isEmpty();
    rig.runUntil(rig.now + 1_000);
    assertThat(answers()).containsExactly(new CancelAnswer.TooLate());
    assertThat(rig.state(held)).isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void takesThePlaceWhenTheRoundLetsTheOlderOneGo() {
    rig.silent.add(Fixtures.chain(0));
    SimBundle held = transaction(0, 0);
    rig.send(held);
    rig.runUntil(rig.now + 50);
    SimBundle newer = transaction(1, 0);
    replace(held, newer);
    rig.runUntil(rig.now + 3_000);
    assertThat(rig.state(held)).isEqualTo(BundleState.REPLACED);
    rig.silent.clear();
    rig.runUntil(rig.now + 10_000);
    assertThat(rig.state(newer)).isEqualTo(BundleState.INCLUDED);
  }
}
