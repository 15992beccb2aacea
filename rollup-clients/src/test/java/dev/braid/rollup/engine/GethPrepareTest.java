package dev.braid.rollup.engine;

import dev.braid.rollup.contract.PrepareContract;
import dev.braid.rollup.contract.TestRollup;

final class GethPrepareTest extends PrepareContract {
  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }
}
