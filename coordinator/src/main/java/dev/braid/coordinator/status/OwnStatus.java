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
import java.util.function.Supplier;

/** How this member stands, read from its parts at the moment of asking. Any thread; no blocking. */
public final class OwnStatus {
  private final Address self;
  private final ReplicatedLog log;
  private final LedgerReader ledger;
  private final LongSupplier appliedHeight;
  private final LongSupplier clockOffsetMillis;
  private final Supplier<List<String>> evidence;

  /**
   * @param appliedHeight newest batch that the state has applied, certified or not; -1 = none
   * @param clockOffsetMillis of this member's clock to the members' median
   * @param evidence two batches that a member signed at one height, a line for each
   */
  public OwnStatus(
      Address self,
      ReplicatedLog log,
      LedgerReader ledger,
      LongSupplier appliedHeight,
      LongSupplier clockOffsetMillis,
      Supplier<List<String>> evidence) {
    this.self = self;
    this.log = log;
    this.ledger = ledger;
    this.appliedHeight = appliedHeight;
    this.clockOffsetMillis = clockOffsetMillis;
    this.evidence = evidence;
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
        appliedHeight.getAsLong(),
        ledger.certifiedHeight(),
        inDoubt(ledger.state()),
        clockOffsetMillis.getAsLong(),
        evidence.get(),
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
