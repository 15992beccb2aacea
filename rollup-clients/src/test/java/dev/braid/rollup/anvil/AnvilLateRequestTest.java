package dev.braid.rollup.anvil;

import dev.braid.rollup.contract.LateRequestContract;
import dev.braid.rollup.contract.TestRollup;

final class AnvilLateRequestTest extends LateRequestContract {
  @Override
  protected TestRollup start() {
    return AnvilRollup.start(901);
  }
}
