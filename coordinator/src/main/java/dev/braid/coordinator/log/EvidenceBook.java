package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.protocol.log.Equivocation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members that signed two batches at one height, with both signatures (D4): one entry for each
 * member and height, kept for good.
 */
final class EvidenceBook {
  /** A member that lies at every height must not fill the disk. */
  static final int MAX_ENTRIES = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceBook.class);

  private final BatchStore store;
  private final List<Equivocation> entries;

  EvidenceBook(BatchStore store) {
    this.store = store;
    this.entries = new CopyOnWriteArrayList<>(store.evidence());
  }

  /** All that is known, oldest height first as far as it was known at the start. */
  List<Equivocation> entries() {
    return List.copyOf(entries);
  }

  /** Keeps it, unless this member is convicted at this height already. */
  void add(Equivocation evidence) {
    boolean known =
        entries.stream()
            .anyMatch(e -> e.height() == evidence.height() && e.member().equals(evidence.member()));
    if (known || entries.size() >= MAX_ENTRIES) {
      return;
    }
    store.write(store.begin().evidence(evidence), false);
    entries.add(evidence);
    LOG.error("ALARM equivocation height={} {}", evidence.height(), evidence);
  }
}
