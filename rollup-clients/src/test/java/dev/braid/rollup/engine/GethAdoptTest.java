package dev.braid.rollup.engine;

import dev.braid.rollup.contract.AdoptContract;
import dev.braid.rollup.contract.TestRollup;

final class GethAdoptTest extends AdoptContract {
  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }
}
