package dev.braid.rollup.anvil;

import dev.braid.rollup.contract.RefusalContract;
import dev.braid.rollup.contract.TestRollup;

final class AnvilRefusalTest extends RefusalContract {
  @Override
  protected TestRollup start() {
    return AnvilRollup.start(901);
  }
}
