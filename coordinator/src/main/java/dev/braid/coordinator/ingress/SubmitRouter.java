package dev.braid.coordinator.ingress;

import dev.braid.coordinator.ingress.MemberCalls.Part;
import dev.braid.coordinator.loop.Loop;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.SubmitReply;
import java.util.concurrent.CompletionStage;

/**
 * The way from any member to the one that leads (design section 5): bundles to its batcher, cancels
 * and replacements to its rounds. May be called from any thread; answers come on the loop and never
 * exceptionally.
 */
public final class SubmitRouter {
  private final LeaderRouter<SubmitReply> submits;
  private final LeaderRouter<CancelReply> cancels;
  private final LeaderRouter<SubmitReply> replacements;

  public SubmitRouter(Loop loop, Leaders leaders, MemberCalls calls) {
    LeaderWatch watch = new LeaderWatch(leaders, loop::nanoTime);
    this.submits =
        new LeaderRouter<>(loop, leaders, watch, calls, Part.BATCHER, ReplyReader::submit);
    this.cancels =
        new LeaderRouter<>(loop, leaders, watch, calls, Part.ROUNDS, ReplyReader::cancel);
    this.replacements =
        new LeaderRouter<>(loop, leaders, watch, calls, Part.REPLACEMENTS, ReplyReader::submit);
  }

  /**
   * @param request a {@code BatcherRequest} that holds a {@code SubmitRequest}
   */
  public CompletionStage<Routed<SubmitReply>> submit(byte[] request, long timeoutMillis) {
    return submits.route(request, timeoutMillis);
  }

  /**
   * @param request a {@code CancelRequest}
   */
  public CompletionStage<Routed<CancelReply>> cancel(byte[] request, long timeoutMillis) {
    return cancels.route(request, timeoutMillis);
  }

  /**
   * @param request a {@code ReplaceRequest}
   */
  public CompletionStage<Routed<SubmitReply>> replace(byte[] request, long timeoutMillis) {
    return replacements.route(request, timeoutMillis);
  }
}
