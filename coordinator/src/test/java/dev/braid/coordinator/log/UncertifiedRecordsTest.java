package dev.braid.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.RandomValues;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.BundleId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UncertifiedRecordsTest {
  private final RandomValues values = new RandomValues(7);
  private final UncertifiedRecords records = new UncertifiedRecords();
  private final BundleId id = values.next(BundleId.class);

  @Test
  void tellsOfABundleOnlyWhatACertifiedBatchMadeOfItD1() {
    BundleRecord old = values.next(BundleRecord.class);
    BundleRecord middle = values.next(BundleRecord.class);
    BundleRecord last = values.next(BundleRecord.class);
    Map<BundleId, BundleRecord> first = Map.of(id, middle);
    Map<BundleId, BundleRecord> second = Map.of(id, last);

    records.begin(Map.of(id, old), List.of(first, second));
    // The store holds the newest already.
    assertThat(records.visible(id, last)).isEqualTo(old);
    records.certified(first);
    assertThat(records.visible(id, last)).isEqualTo(middle);
    records.certified(second);
    assertThat(records.visible(id, last)).isEqualTo(last);
  }

  @Test
  void knowsNoPositionBeforeItIsCertifiedD1() {
    BundleRecord begun = values.next(BundleRecord.class);
    Map<BundleId, BundleRecord> step = Map.of(id, begun);
    records.begin(Map.of(), List.of(step));
    assertThat(records.visible(id, begun)).isNull();
    records.certified(step);
    assertThat(records.visible(id, begun)).isEqualTo(begun);
  }
}
