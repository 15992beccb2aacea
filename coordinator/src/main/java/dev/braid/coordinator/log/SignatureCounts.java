package dev.braid.coordinator.log;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What became of the signatures that other members sent. */
public final class SignatureCounts {
  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);

  /** What became of a signature; the lower-case name is its word in metrics. */
  public enum Kind {
    /** Counted for the certificate of its batch. */
    TAKEN,
    /** Come when the certificate of its batch was whole. */
    LATE,
    /** Here before its batch: kept until that is applied. */
    EARLY,
    /** Too far ahead of what is applied here: dropped, asked for later. */
    TOO_EARLY,
    /** Of a height that was certified long ago, or under an older member set. */
    STALE,
    /** The member's signature was here. */
    DUPLICATE,
    /** Of somebody who is no member, or sent by somebody else. */
    FOREIGN,
    /** No valid signature. */
    BAD,
    /** Valid, over another batch than the log took at this height. */
    OTHER_BATCH
  }

  public SignatureCounts() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  void count(Kind kind) {
    Objects.requireNonNull(counts.get(kind)).increment();
  }

  public long of(Kind kind) {
    return Objects.requireNonNull(counts.get(kind)).sum();
  }
}
