package dev.braid.coordinator.status;

import java.util.concurrent.CompletionStage;

/** Asks all members how they stand. */
@FunctionalInterface
public interface ClusterStatusSource {
  /** Never fails: a member that does not answer in time is told as absent. Any thread. */
  CompletionStage<ClusterStatus> status();
}
