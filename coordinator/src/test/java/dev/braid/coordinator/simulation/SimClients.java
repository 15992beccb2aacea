package dev.braid.coordinator.simulation;

import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.ingress.Routed;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import java.util.List;

/**
 * Submitters: send each bundle to any member until one answers for certain, send it again later to
 * another one, take some back, and keep what they were told.
 */
final class SimClients {
  private static final long CLIENT_TIMEOUT_MILLIS = 4_000;
  private static final int MOST_TRIES = 40;

  private final SimWorld world;
  private final Secp256k1 curve;
  private final SimPlan plan;
  private final List<SimNode> nodes;
  private final SimAudit audit;

  SimClients(SimWorld world, Secp256k1 curve, SimPlan plan, List<SimNode> nodes, SimAudit audit) {
    this.world = world;
    this.curve = curve;
    this.plan = plan;
    this.nodes = nodes;
    this.audit = audit;
  }

  void start() {
    for (SimPlan.Planned bundle : plan.bundles) {
      world.afterMillis(bundle.atMillis(), () -> submit(bundle, 1));
    }
  }

  private void submit(SimPlan.Planned bundle, int tries) {
    if (tries > MOST_TRIES) {
      return;
    }
    boolean[] open = {true};
    Runnable again =
        () -> {
          if (open[0]) {
            open[0] = false;
            world.afterMillis(world.between(50, 600), () -> submit(bundle, tries + 1));
          }
        };
    world.afterMillis(CLIENT_TIMEOUT_MILLIS, again);
    SimNode.Life life = world.oneOf(nodes).life();
    if (life == null) {
      again.run();
      return;
    }
    byte[] request =
        BatcherRequest.newBuilder()
            .setSubmit(
                SubmitRequest.newBuilder()
                    .setId(ValueCodec.to(bundle.id()))
                    .setBundle(BundleCodec.toProto(bundle.entry().bundle()))
                    .setAuthorization(BundleCodec.toProto(bundle.entry().authorization()))
                    .setOrdinary(bundle.entry().ordinary()))
            .build()
            .toByteArray();
    world.after(
        world.microsToNanos(100, 2_000),
        () ->
            life.process()
                .happens(
                    () -> {
                      var unused =
                          life.submit(request)
                              .thenAccept(
                                  routed -> {
                                    world.count("routed " + routed.getClass().getSimpleName());
                                    if (routed
                                        instanceof
                                        Routed.Answered<SubmitReply>(SubmitReply reply)) {
                                      answered(bundle, reply, open, again);
                                    } else {
                                      again.run();
                                    }
                                  });
                    }));
  }

  private void answered(SimPlan.Planned bundle, SubmitReply reply, boolean[] open, Runnable again) {
    world.count("submit " + reply.getOutcomeCase());
    switch (reply.getOutcomeCase()) {
      case ACCEPTED -> {
        audit.accepted(bundle.id(), ValueCodec.position(reply.getAccepted().getCursor()));
        if (open[0]) {
          open[0] = false;
          afterwards(bundle);
        }
      }
      case REFUSED -> {
        if (reply.getRefused().getRetryable()) {
          again.run();
        } else {
          open[0] = false;
          world.count("refused " + reply.getRefused().getReason());
        }
      }
      case UNKNOWN_OUTCOME, NOT_LEADER -> again.run();
      case REPLACES -> throw new AssertionError("the plan replaces nothing");
      case OUTCOME_NOT_SET -> throw new AssertionError("an empty answer");
    }
  }

  private void afterwards(SimPlan.Planned bundle) {
    if (world.chance(plan.repeats)) {
      world.afterMillis(world.between(10, 8_000), () -> submit(bundle, MOST_TRIES - 10));
    }
    PrivateKey submitter = bundle.submitter();
    if (submitter != null && world.chance(plan.cancels)) {
      world.afterMillis(world.between(1, 1_500), () -> cancel(bundle, submitter));
    }
  }

  private void cancel(SimPlan.Planned bundle, PrivateKey submitter) {
    SimNode.Life life = world.oneOf(nodes).life();
    if (life == null) {
      return;
    }
    byte[] request =
        CancelRequest.newBuilder()
            .setId(ValueCodec.to(bundle.id()))
            .setAuthorization(
                BundleCodec.toProto(
                    new Authorization.Typed(
                        curve.sign(BundleDigest.cancel(bundle.id()), submitter))))
            .build()
            .toByteArray();
    life.process()
        .happens(
            () -> {
              var unused =
                  life.cancel(request)
                      .thenAccept(
                          routed -> {
                            if (routed instanceof Routed.Answered<CancelReply>(CancelReply reply)) {
                              cancelAnswered(bundle, reply);
                            }
                          });
            });
  }

  private void cancelAnswered(SimPlan.Planned bundle, CancelReply reply) {
    world.count("cancel " + reply.getOutcomeCase());
    if (reply.hasAnswered() && reply.getAnswered().getCancelled()) {
      world.count("cancelled");
      audit.cancelled(bundle.id());
    }
  }
}
