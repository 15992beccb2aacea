package dev.braid.rollup.engine;

import dev.braid.rollup.contract.RefusalContract;
import dev.braid.rollup.contract.TestRollup;

final class GethRefusalTest extends RefusalContract {
  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }
}
