package dev.braid.rollup.anvil;

import dev.braid.rollup.contract.OutageContract;
import dev.braid.rollup.contract.TestRollup;

final class AnvilOutageTest extends OutageContract {
  @Override
  protected TestRollup start() {
    return AnvilRollup.start(901);
  }
}
