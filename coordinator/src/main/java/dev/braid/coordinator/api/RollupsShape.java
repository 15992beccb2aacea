package dev.braid.coordinator.api;

import static dev.braid.coordinator.api.Json.quantity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.health.AlarmBook;
import dev.braid.coordinator.health.HealthView;
import dev.braid.coordinator.status.RollupReport;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.ChainId;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code admin_rollups}: how each rollup stands (docs/api-notes.md, Administration). */
public final class RollupsShape {
  private RollupsShape() {}

  /**
   * @param strategy how this member's engine of a chain builds candidates; null = not known
   */
  public static ObjectNode of(
      State state, RollupReport report, Function<ChainId, @Nullable String> strategy) {
    ObjectNode node =
        Json.object()
            .put("leader", report.leader() == null ? null : Json.address(report.leader()))
            .put("why", report.why());
    Map<ChainId, HealthView> healths = new TreeMap<>();
    report.healths().forEach(view -> healths.put(view.chainId(), view));
    ArrayNode rollups = node.putArray("rollups");
    Map<ChainId, RollupState> known = new TreeMap<>(state.rollups());
    known.forEach(
        (chainId, rollup) ->
            rollups.add(
                health(
                    rollup(rollup, strategy.apply(chainId)),
                    report,
                    chainId,
                    healths.get(chainId))));
    healths.forEach(
        (chainId, view) -> {
          if (!known.containsKey(chainId)) {
            ObjectNode joining =
                Json.object().put("chainId", quantity(chainId.value())).put("state", "joining");
            rollups.add(health(joining, report, chainId, view));
          }
        });
    node.set("alarms", alarms(report, null));
    return node;
  }

  private static ObjectNode rollup(RollupState rollup, @Nullable String strategy) {
    RollupDefinition definition = rollup.definition();
    ObjectNode node =
        Json.object()
            .put("chainId", quantity(definition.chainId().value()))
            .put("name", definition.name())
            .put("client", definition.client())
            .put("strategy", strategy)
            .put("level", definition.level().name())
            .put("blockTimeMillis", quantity(definition.blockTimeMillis()))
            .put("state", CapabilitiesShape.word(rollup));
    node.set("decidedHead", CapabilitiesShape.block(rollup.decidedHead()));
    node.set("adoptedHead", CapabilitiesShape.block(rollup.adoptedHead()));
    return node.put("unadoptedBundles", rollup.unadopted().size());
  }

  private static ObjectNode health(
      ObjectNode node, RollupReport report, ChainId chainId, @Nullable HealthView view) {
    node.put("health", view == null ? null : view.health().name())
        .put("sinceMillis", view == null ? null : quantity(view.sinceMillis()))
        .put("reason", view == null ? report.why() : view.reason());
    node.set("alarms", alarms(report, chainId));
    return node;
  }

  private static ArrayNode alarms(RollupReport report, @Nullable ChainId chainId) {
    ArrayNode array = Json.NODES.arrayNode();
    for (AlarmBook.Standing alarm : report.alarms()) {
      if (Objects.equals(alarm.chainId(), chainId)) {
        array
            .addObject()
            .put("code", alarm.code().name())
            .put("severity", alarm.code().severity().name())
            .put("sinceMillis", quantity(alarm.sinceMillis()))
            .put("reason", alarm.reason());
      }
    }
    return array;
  }
}
