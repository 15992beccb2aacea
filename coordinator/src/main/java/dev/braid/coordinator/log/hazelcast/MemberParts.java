package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.config.ServiceConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What runs on a member, given before its start.
 *
 * @param services Raft services and others
 * @param factories of what the services serialise, by factory id
 * @param flushListener told what is durable here
 * @param beforeRestore run once on the starting thread when the member has met the others and has
 *     not answered a Raft message yet, with the height of the newest batch in the Raft log that is
 *     to be restored, -1 for none; may block, and refuses the start by throwing
 * @param onFailure told when a write failed or Hazelcast stopped by itself; the process must end,
 *     because this member takes part in nothing any more
 */
public record MemberParts(
    List<ServiceConfig> services,
    Map<Integer, DataSerializableFactory> factories,
    FlushListener flushListener,
    LongConsumer beforeRestore,
    Consumer<Throwable> onFailure) {
  public MemberParts {
    services = List.copyOf(services);
    factories = Map.copyOf(factories);
  }
}
