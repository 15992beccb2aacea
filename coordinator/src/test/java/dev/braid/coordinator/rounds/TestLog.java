package dev.braid.coordinator.rounds;

import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A log that holds nothing and leads in the term that the test says. */
final class TestLog implements RoundsLog {
  /** No term at all. */
  static final long NOT_LEADING = -1;

  static final Address LEADER = Address.ZERO;

  volatile long leadsIn = NOT_LEADING;
  volatile State state = State.empty();

  /** An empty log's, but for term and height. */
  static State state(long term, long height) {
    State empty = State.empty();
    return new State(
        empty.networkId(),
        empty.parameters(),
        empty.memberSetHeight(),
        empty.parametersHeight(),
        height,
        empty.headHash(),
        term,
        empty.leader(),
        empty.timeMillis(),
        empty.rollups(),
        empty.pending(),
        empty.pendingPositions(),
        empty.inDoubt(),
        empty.pendingBytes(),
        empty.ordinaries());
  }

  @Override
  public boolean leads(long term) {
    return term == leadsIn;
  }

  @Override
  public Address leader() {
    return LEADER;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public @Nullable DecidedBlock decidedBlock(ChainId chainId, long number) {
    return null;
  }

  @Override
  public @Nullable BundleRecord bundle(BundleId id) {
    return null;
  }

  @Override
  public Set<TransactionHash> transactionsSince(long timeMillis) {
    return Set.of();
  }
}
