package dev.braid.coordinator.health;

import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;

/**
 * The machines of all rollups, each under a lock of its own: nothing about one waits for another
 * (A4).
 */
public final class HealthMachines {
  private final Map<ChainId, HealthMachine> machines = new ConcurrentSkipListMap<>();
  private final BiConsumer<ChainId, HealthEffect> perform;

  /**
   * @param perform called for the effects of one rollup in their order; must not block
   */
  public HealthMachines(BiConsumer<ChainId, HealthEffect> perform) {
    this.perform = perform;
  }

  public void tell(ChainId chainId, HealthEvent event, long nowMillis) {
    tell(
        chainId,
        machines.computeIfAbsent(chainId, id -> new HealthMachine(nowMillis)),
        event,
        nowMillis);
  }

  /** Tells those that are known. */
  public void tellAll(HealthEvent event, long nowMillis) {
    machines.forEach((chainId, machine) -> tell(chainId, machine, event, nowMillis));
  }

  private void tell(ChainId chainId, HealthMachine machine, HealthEvent event, long nowMillis) {
    synchronized (machine) {
      machine.on(event, nowMillis).forEach(effect -> perform.accept(chainId, effect));
    }
  }

  /** By chain id. */
  public List<HealthView> views() {
    List<HealthView> views = new ArrayList<>();
    machines.forEach(
        (chainId, machine) -> {
          synchronized (machine) {
            views.add(
                new HealthView(chainId, machine.health(), machine.sinceMillis(), machine.reason()));
          }
        });
    return views;
  }
}
