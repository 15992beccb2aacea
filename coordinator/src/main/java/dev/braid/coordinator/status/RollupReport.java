package dev.braid.coordinator.status;

import dev.braid.coordinator.health.AlarmBook;
import dev.braid.coordinator.health.HealthView;
import dev.braid.protocol.types.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rollups stand as the leader sees them, who alone drives them.
 *
 * @param leader who was asked; null = nobody is known to lead
 * @param why the leader could not be asked; null when it was
 * @param healths of the rollups that it drives, by chain id
 */
public record RollupReport(
    @Nullable Address leader,
    @Nullable String why,
    List<HealthView> healths,
    List<AlarmBook.Standing> alarms) {
  public RollupReport {
    healths = List.copyOf(healths);
    alarms = List.copyOf(alarms);
  }

  static RollupReport unknown(@Nullable Address leader, String why) {
    return new RollupReport(leader, why, List.of(), List.of());
  }
}
