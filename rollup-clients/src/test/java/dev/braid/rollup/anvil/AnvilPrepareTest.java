package dev.braid.rollup.anvil;

import dev.braid.rollup.contract.PrepareContract;
import dev.braid.rollup.contract.TestRollup;

final class AnvilPrepareTest extends PrepareContract {
  @Override
  protected TestRollup start() {
    return AnvilRollup.start(901);
  }
}
