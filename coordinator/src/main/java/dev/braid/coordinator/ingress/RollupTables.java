package dev.braid.coordinator.ingress;

import dev.braid.coordinator.log.LedgerReader;
import dev.braid.protocol.types.ChainId;
import java.util.Map;
import java.util.function.Function;

/** The methods of each rollup's path, by what the log and this member's configuration know. */
final class RollupTables implements Function<ChainId, MethodTable> {
  private final Map<ChainId, MethodTable> configured;
  private final LedgerReader ledger;

  /**
   * @param configured rollups whose node this member knows
   */
  RollupTables(Map<ChainId, MethodTable> configured, LedgerReader ledger) {
    this.configured = Map.copyOf(configured);
    this.ledger = ledger;
  }

  @Override
  public MethodTable apply(ChainId chainId) {
    MethodTable table = configured.get(chainId);
    if (table != null) {
      return table;
    }
    return ledger.state().rollup(chainId) == null
        ? RollupPaths.unknown()
        : MethodTable.refusing(RollupNode.down(chainId));
  }
}
