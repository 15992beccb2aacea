package dev.braid.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BundleLifeCycleTest {

  @ParameterizedTest
  @EnumSource(BundleState.class)
  void endsExactlyInFinalStates(BundleState state) {
    assertThat(BundleLifeCycle.successors(state).isEmpty()).isEqualTo(state.isFinal());
  }

  @ParameterizedTest
  @EnumSource(BundleState.class)
  void refusesWhatTheTableDoesNotAllow(BundleState from) {
    for (BundleState to : BundleState.values()) {
      if (BundleLifeCycle.successors(from).contains(to)) {
        assertThat(BundleLifeCycle.advance(from, to)).isEqualTo(to);
      } else {
        assertThatThrownBy(() -> BundleLifeCycle.advance(from, to))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(from.word() + " -> " + to.word());
      }
    }
  }

  /** A1: once decided, nothing but the operator's word keeps a bundle out. */
  @ParameterizedTest
  @EnumSource(
      value = BundleState.class,
      names = {"REJECTED", "EXPIRED", "CANCELLED", "REPLACED", "SEQUENCED"})
  void aDecidedBundleIsNeverTakenBack(BundleState to) {
    assertThat(BundleLifeCycle.allows(BundleState.DECIDED, to)).isFalse();
  }
}
