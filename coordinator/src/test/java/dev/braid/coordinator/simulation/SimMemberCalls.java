package dev.braid.coordinator.simulation;

import dev.braid.coordinator.ingress.MemberCalls;
import dev.braid.protocol.types.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests from member to member over the simulated event bus. */
final class SimMemberCalls implements MemberCalls {
  private final SimBus bus;
  private final Function<Address, @Nullable SimBus> present;

  SimMemberCalls(SimBus bus, Function<Address, @Nullable SimBus> present) {
    this.bus = bus;
    this.present = present;
  }

  @Override
  public CompletionStage<Reply> call(
      Address member, Part part, byte[] request, long timeoutMillis) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    var unused =
        bus.request(present.apply(member), part.name(), request, timeoutMillis)
            .whenComplete(
                (body, failure) -> {
                  if (body != null) {
                    reply.complete(new Reply.Answered(body));
                  } else if (failure instanceof SimBus.NobodyException) {
                    reply.complete(new Reply.NotDelivered("nobody is there"));
                  } else {
                    reply.complete(new Reply.Lost(String.valueOf(failure)));
                  }
                });
    return reply;
  }
}
