package dev.braid.coordinator.batcher;

import dev.braid.protocol.log.State;

/**
 * Who must know when this member makes batches. Called on the batcher's loop: hands on and returns
 * at once.
 */
public interface LeadershipListener {
  /**
   * This member leads from now on, in the term of this state. Called once for every term, when its
   * claim is certified.
   *
   * @param state after the claim: it holds all that any leader before has put into the log
   */
  void gained(State state);

  /** This member leads no more; what it proposed and got no answer for may stand in the log. */
  void lost(String why);
}
