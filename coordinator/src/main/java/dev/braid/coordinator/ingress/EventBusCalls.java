package dev.braid.coordinator.ingress;

import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.protocol.types.Address;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Calls over the event bus: protobuf bytes. Among members each part listens at an address that
 * names its member; a call of the own parts never leaves the process.
 */
public final class EventBusCalls implements MemberCalls {
  private static final byte[] NOTHING = {};

  private final Vertx vertx;
  private final Address self;
  private final boolean isAlone;

  /**
   * @param isAlone whether there are no other members: parts listen at their plain addresses
   */
  public EventBusCalls(Vertx vertx, Address self, boolean isAlone) {
    this.vertx = vertx;
    this.self = self;
    this.isAlone = isAlone;
  }

  /**
   * Keeps the ways to these members open, with messages that want no answer: the first message to
   * an address asks a distributed map where it leads, which does not answer while one of its owners
   * hangs. It is to be called every second, so that a new leader is reached while the old one
   * hangs.
   */
  public void keepOpen(List<Address> members) {
    for (Address member : members) {
      for (Part part : Part.values()) {
        vertx.eventBus().send(address(part, member), NOTHING);
      }
    }
  }

  private static String plain(Part part) {
    return switch (part) {
      case BATCHER -> BusAddresses.BATCHER;
      case ROUNDS -> BusAddresses.ROUNDS;
      case REPLACEMENTS -> BusAddresses.REPLACEMENTS;
    };
  }

  private String address(Part part, Address member) {
    return isAlone ? plain(part) : BusAddresses.of(plain(part), member);
  }

  @Override
  public CompletionStage<Reply> call(
      Address member, Part part, byte[] request, long timeoutMillis) {
    boolean isHere = member.equals(self);
    DeliveryOptions options =
        new DeliveryOptions().setSendTimeout(Math.max(1, timeoutMillis)).setLocalOnly(isHere);
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    vertx
        .eventBus()
        .<byte[]>request(address(part, member), request, options)
        .onSuccess(reply -> answer.complete(new Reply.Answered(reply.body())))
        .onFailure(e -> answer.complete(failed(e)));
    return answer;
  }

  /** Nobody listening is certain; everything else may have happened. */
  private static Reply failed(Throwable e) {
    boolean isCertain =
        e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    return isCertain
        ? new Reply.NotDelivered("nobody listens")
        : new Reply.Lost(String.valueOf(e.getMessage()));
  }
}
