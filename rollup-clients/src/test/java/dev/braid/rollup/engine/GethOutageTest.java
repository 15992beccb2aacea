package dev.braid.rollup.engine;

import dev.braid.rollup.contract.OutageContract;
import dev.braid.rollup.contract.TestRollup;

final class GethOutageTest extends OutageContract {
  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }
}
