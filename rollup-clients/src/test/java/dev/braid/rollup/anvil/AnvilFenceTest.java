package dev.braid.rollup.anvil;

import dev.braid.rollup.contract.FenceContract;
import dev.braid.rollup.contract.TestRollup;

final class AnvilFenceTest extends FenceContract {
  @Override
  protected TestRollup start() {
    return AnvilRollup.start(901);
  }
}
