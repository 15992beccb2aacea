package dev.braid.coordinator.ingress;

import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.protocol.types.Address;
import org.jspecify.annotations.Nullable;

/** Who leads, as this member knows it. Methods may be called from any thread and none blocks. */
public interface Leaders {
  /** This member. */
  Address self();

  /** Who leads, a hint; null = nobody is known. */
  @Nullable Address leader();

  /** Has the listener called, on any thread, whenever {@link #leader} may have changed. */
  void onChange(Runnable listener);

  /** As the log's own leader says. */
  static Leaders of(Address self, ReplicatedLog log) {
    return new Leaders() {
      @Override
      public Address self() {
        return self;
      }

      @Override
      public @Nullable Address leader() {
        return log.leader();
      }

      @Override
      public void onChange(Runnable listener) {
        log.onLeadershipChange(listener);
      }
    };
  }
}
