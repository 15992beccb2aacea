package dev.braid.coordinator.health;

import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The alarms that stand, each once for its code and rollup. What only happens and has no end of its
 * own stands until it has not happened again for a while. Safe for all threads.
 */
public final class AlarmBook {
  /** How long an event without an end is shown after it last happened. */
  static final long EVENT_STANDS_MILLIS = 60_000;

  /**
   * @param chainId null when it is not about one rollup
   * @param sinceMillis Unix milliseconds of when it was first raised
   */
  public record Standing(
      AlarmCode code, @Nullable ChainId chainId, long sinceMillis, String reason) {}

  private record Key(AlarmCode code, @Nullable ChainId chainId) {}

  private static final class Entry {
    final Standing standing;
    // MAX = until it is cleared.
    long untilMillis;

    Entry(Standing standing, long untilMillis) {
      this.standing = standing;
      this.untilMillis = untilMillis;
    }
  }

  private static final Comparator<Key> ORDER =
      Comparator.comparing(
              (Key key) -> key.chainId() == null ? null : key.chainId().value(),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Key::code);

  // At most one for each code and rollup.
  private final Map<Key, Entry> standing = new TreeMap<>(ORDER);

  /**
   * It stands until {@link #clear}.
   *
   * @return whether it did not stand already
   */
  public synchronized boolean raise(
      AlarmCode code, @Nullable ChainId chainId, String reason, long nowMillis) {
    return put(code, chainId, reason, nowMillis, Long.MAX_VALUE);
  }

  /** It happened; the same as {@link #raise} otherwise. */
  public synchronized boolean happened(
      AlarmCode code, @Nullable ChainId chainId, String reason, long nowMillis) {
    return put(code, chainId, reason, nowMillis, nowMillis + EVENT_STANDS_MILLIS);
  }

  private boolean put(
      AlarmCode code, @Nullable ChainId chainId, String reason, long nowMillis, long untilMillis) {
    Key key = new Key(code, chainId);
    Entry before = standing.get(key);
    if (before != null && before.untilMillis > nowMillis) {
      before.untilMillis = Math.max(before.untilMillis, untilMillis);
      return false;
    }
    standing.put(key, new Entry(new Standing(code, chainId, nowMillis, reason), untilMillis));
    return true;
  }

  /**
   * @return whether it stood
   */
  public synchronized boolean clear(AlarmCode code, @Nullable ChainId chainId) {
    return standing.remove(new Key(code, chainId)) != null;
  }

  /** By rollup and code; those of none first. */
  public synchronized List<Standing> standing(long nowMillis) {
    standing.values().removeIf(entry -> entry.untilMillis <= nowMillis);
    List<Standing> all = new ArrayList<>(standing.size());
    standing.values().forEach(entry -> all.add(entry.standing));
    return all;
  }
}
