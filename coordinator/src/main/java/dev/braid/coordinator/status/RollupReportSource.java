package dev.braid.coordinator.status;

import java.util.concurrent.CompletionStage;

/** Where an operator learns how the rollups stand. */
@FunctionalInterface
public interface RollupReportSource {
  /** Asks the leader, for a short time at most; never fails. */
  CompletionStage<RollupReport> report();
}
