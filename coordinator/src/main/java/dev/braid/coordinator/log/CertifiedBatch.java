package dev.braid.coordinator.log;

import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is durable, applied and certified: it may be told to anyone (D1).
 *
 * @param violation why it is void; null when it holds
 * @param events what it did, in the order of entries; none of a void one
 * @param state after it
 */
public record CertifiedBatch(
    AppendClaim claim,
    @Nullable Violation violation,
    List<LogEvent> events,
    State state,
    Certificate certificate) {
  public CertifiedBatch {
    events = List.copyOf(events);
  }

  public long height() {
    return claim.height();
  }

  public boolean isVoid() {
    return violation != null;
  }

  /** Who wants to know of certified batches. */
  @FunctionalInterface
  public interface Listener {
    /** Called in the order of heights on a thread of the log: hands on and returns at once. */
    void certified(CertifiedBatch batch);
  }
}
