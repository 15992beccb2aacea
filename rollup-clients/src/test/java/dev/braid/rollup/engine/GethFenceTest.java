package dev.braid.rollup.engine;

import dev.braid.rollup.contract.FenceContract;
import dev.braid.rollup.contract.TestRollup;

final class GethFenceTest extends FenceContract {
  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }
}
