package dev.braid.rollup.anvil;

import dev.braid.rollup.contract.AdoptContract;
import dev.braid.rollup.contract.TestRollup;

final class AnvilAdoptTest extends AdoptContract {
  @Override
  protected TestRollup start() {
    return AnvilRollup.start(901);
  }
}
