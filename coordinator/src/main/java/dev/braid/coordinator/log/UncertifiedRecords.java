package dev.braid.coordinator.log;

import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.BundleId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records that are written but not certified yet, as they may be told meanwhile (D1): in their
 * shape after the newest certified batch. Changed by the log's thread, read by any.
 */
final class UncertifiedRecords {
  // Empty: the bundle has no certified position.
  private final Map<BundleId, Optional<BundleRecord>> shown = new ConcurrentHashMap<>();
  private final Map<BundleId, BundleRecord> newest = new HashMap<>();

  /**
   * Called before records are written.
   *
   * @param before as they stood before the group; a bundle that begins is not in it
   * @param steps what each batch of the group makes of which records
   */
  void begin(Map<BundleId, BundleRecord> before, List<Map<BundleId, BundleRecord>> steps) {
    for (Map<BundleId, BundleRecord> step : steps) {
      step.forEach(
          (id, record) -> {
            newest.put(id, record);
            shown.put(id, Optional.ofNullable(before.get(id)));
          });
    }
  }

  /** A batch of the group is certified: what it made of records may be told. */
  // By identity on purpose: the very record that a step made is the newest or not.
  @SuppressWarnings("ReferenceEquality")
  void certified(Map<BundleId, BundleRecord> step) {
    step.forEach(
        (id, record) -> {
          if (newest.get(id) == record) {
            newest.remove(id);
            shown.remove(id);
          } else {
            shown.put(id, Optional.of(record));
          }
        });
  }

  /**
   * What may be told of a bundle.
   *
   * @param stored read from the store before this call
   */
  @Nullable BundleRecord visible(BundleId id, @Nullable BundleRecord stored) {
    Optional<BundleRecord> instead = shown.get(id);
    return instead == null ? stored : instead.orElse(null);
  }
}
