package dev.braid.coordinator.status;

import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How this member stands, read from its parts at the moment of asking. Any thread; no blocking. */
public final class OwnStatus {
  private final Address self;
  private final ReplicatedLog log;
  private final LedgerReader ledger;
  private final LongSupplier clockOffsetMillis;

  /**
   * @param clockOffsetMillis of this member's clock to the members' median
   */
  public OwnStatus(
      Address self, ReplicatedLog log, LedgerReader ledger, LongSupplier clockOffsetMillis) {
    this.self = self;
    this.log = log;
    this.ledger = ledger;
    this.clockOffsetMillis = clockOffsetMillis;
  }

  Address self() {
    return self;
  }

  public MemberReport.Present report() {
    return new MemberReport.Present(
        self,
        log.head().term(),
        log.leader(),
        log.head().height(),
        ledger.appliedHeight(),
        ledger.certifiedHeight(),
        inDoubt(ledger.state()),
        clockOffsetMillis.getAsLong(),
        ledger.evidence().stream().map(Object::toString).toList(),
        version());
  }

  NetworkId network() {
    return ledger.state().networkId();
  }

  private static List<ChainId> inDoubt(State state) {
    return state.rollups().entrySet().stream()
        .filter(rollup -> rollup.getValue().isInDoubt())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String version() {
    String version = OwnStatus.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
