package dev.braid.coordinator.log;

import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.codec.EventCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/**
 * Publishes an {@code AppliedNotice} for each certified batch, in order, on this node only (D1).
 */
public final class NoticePublisher implements CertifiedBatch.Listener {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  public NoticePublisher(EventBus bus) {
    this.bus = bus;
  }

  @Override
  public void certified(CertifiedBatch batch) {
    AppliedNotice.Builder notice =
        AppliedNotice.newBuilder()
            .setHeight(batch.height())
            .setTimeMillis(batch.state().timeMillis())
            .setHash(ValueCodec.to(batch.claim().hash()))
            .setTerm(batch.claim().term())
            .setVoid(batch.isVoid());
    batch.events().forEach(event -> notice.addEvents(EventCodec.toProto(event)));
    bus.publish(BusAddresses.APPLIED, notice.build().toByteArray(), LOCAL);
  }
}
