package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.config.ServiceConfig;
import com.hazelcast.internal.services.ManagedService;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The parts of a member that keeps the log. */
public final class LogParts {
  private LogParts() {}

  /**
   * @param peers answers from the join on, so that members that start at once can ask each other
   * @param beforeRestore see {@link MemberParts}; {@link OldDataCheck} in production
   */
  public static MemberParts of(
      LogService service,
      HazelcastPeers peers,
      LongConsumer beforeRestore,
      Consumer<Throwable> onFailure) {
    return new MemberParts(
        List.of(config(LogService.NAME, service), config(HazelcastPeers.NAME, peers)),
        Map.of(LogOps.FACTORY_ID, new LogOps()),
        service,
        beforeRestore,
        onFailure);
  }

  private static ServiceConfig config(String name, ManagedService service) {
    return new ServiceConfig().setEnabled(true).setName(name).setImplementation(service);
  }
}
