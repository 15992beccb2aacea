package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.DecidedRow;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.BundleId;
import java.util.List;
import java.util.Map;

/**
 * The index rows that a batch makes.
 *
 * @param bundles the records that it begins or changes, as it leaves them
 * @param decided the blocks that it decides
 */
record NewRows(Map<BundleId, BundleRecord> bundles, List<DecidedRow> decided) {
  /** Of a void batch. */
  static final NewRows NONE = new NewRows(Map.of(), List.of());
}
