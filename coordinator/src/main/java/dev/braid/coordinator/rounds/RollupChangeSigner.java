package dev.braid.coordinator.rounds;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.loop.Loop;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.proto.v1.PeerProto.RollupChangeSigned;
import dev.braid.proto.v1.PeerProto.SignRollupChange;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs changes of the rollup set that other members propose (D4): that a rollup joins only when
 * this member's own configuration and its own engine say the same of it; that one has diverged is
 * paused or resumed, only when this member's own operator has declared it.
 */
public final class RollupChangeSigner {
  private static final Logger LOG = LoggerFactory.getLogger(RollupChangeSigner.class);

  /** Most time that a request waits for this member's log to reach the proposer's. */
  private static final long CATCH_UP_MILLIS = 1_500;

  private static final long LOOK_AGAIN_MILLIS = 25;

  private final Loop loop;
  private final RoundsLog log;
  private final Approvals approvals;
  private final MemberSigner signer;
  private final Executor workers;
  private final Map<ChainId, RollupJoiner.Candidate> candidates;

  /**
   * @param changes whose operator's declarations count
   * @param candidates the rollups of this member's configuration
   */
  public RollupChangeSigner(
      Loop loop,
      RoundsLog log,
      RollupChanges changes,
      MemberSigner signer,
      Executor workers,
      List<RollupJoiner.Candidate> candidates) {
    this.loop = loop;
    this.log = log;
    this.approvals = changes.approvals();
    this.signer = signer;
    this.workers = workers;
    this.candidates =
        candidates.stream()
            .collect(Collectors.toMap(RollupJoiner.Candidate::chainId, Function.identity()));
  }

  /** Why this member does not sign: an expected outcome that ends a chain of checks. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String why) {
      super(why);
    }
  }

  /**
   * Answers {@code SignRollupChange}; from any thread, never blocks, never fails: it refuses and
   * says why.
   */
  public CompletionStage<PeerReply> asked(Address from, PeerRequest request) {
    CompletableFuture<CompletionStage<PeerReply>> reply = new CompletableFuture<>();
    loop.execute(
        () ->
            reply.complete(
                awaitLog(request.getSignRollupChange(), loop.nanoTime())
                    .thenCompose(state -> check(from, state, request.getSignRollupChange()))
                    .handle((signed, why) -> why == null ? signed : refused(from, why))));
    return reply.thenCompose(stage -> stage);
  }

  private static PeerReply refused(Address from, Throwable failure) {
    Throwable why =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    LOG.info("rollup change not signed member={} reason=\"{}\"", from, why.getMessage());
    return PeerReply.newBuilder()
        .setRollupChangeSigned(
            RollupChangeSigned.newBuilder().setRefused(String.valueOf(why.getMessage())))
        .build();
  }

  /** The proposer may know of a change that is not certified here yet. */
  private CompletionStage<State> awaitLog(SignRollupChange asked, long sinceNanos) {
    State state = log.state();
    if (state.parametersHeight() >= asked.getParametersHeight()) {
      return CompletableFuture.completedFuture(state);
    }
    if (loop.nanoTime() - sinceNanos > CATCH_UP_MILLIS * 1_000_000) {
      return CompletableFuture.failedFuture(new RefusedException("behind the proposer's log"));
    }
    CompletableFuture<CompletionStage<State>> later = new CompletableFuture<>();
    loop.after(LOOK_AGAIN_MILLIS, () -> later.complete(awaitLog(asked, sinceNanos)));
    return later.thenCompose(stage -> stage);
  }

  private CompletionStage<PeerReply> check(Address from, State state, SignRollupChange asked) {
    if (!state.parameters().members().contains(from)) {
      throw new RefusedException("not a member");
    }
    if (state.parametersHeight() != asked.getParametersHeight()) {
      throw new RefusedException("another change came between");
    }
    Entry.RollupChanged change = change(asked);
    return switch (change.change()) {
      case JOINED -> joins(state, change);
      case DIVERGED, PAUSED, RESUMED -> declared(state, change);
      case LEFT -> throw new RefusedException("members sign no leave");
    };
  }

  private static Entry.RollupChanged change(SignRollupChange asked) {
    Entry entry;
    try {
      entry = EntryCodec.fromProto(asked.getEntry());
    } catch (CodecException e) {
      throw new RefusedException("the change cannot be read: " + e.getMessage());
    }
    if (!(entry instanceof Entry.RollupChanged change)) {
      throw new RefusedException("not a change of the rollup set");
    }
    return change;
  }

  private CompletionStage<PeerReply> joins(State state, Entry.RollupChanged change) {
    RollupJoiner.Candidate candidate = candidates.get(change.chainId());
    if (candidate == null) {
      throw new RefusedException("its configuration does not name rollup " + change.chainId());
    }
    return Definitions.of(candidate)
        .thenCompose(
            own -> {
              if (!own.equals(change.definition())) {
                throw new RefusedException(
                    "its configuration and engine say " + own + ", not " + change.definition());
              }
              return sign(state, change);
            });
  }

  private CompletionStage<PeerReply> declared(State state, Entry.RollupChanged change) {
    if (!approvals.isApproved(state, change.chainId(), change.change())) {
      throw new RefusedException(
          "its operator has not declared rollup " + change.chainId() + " " + change.change());
    }
    return sign(state, change);
  }

  private CompletionStage<PeerReply> sign(State state, Entry.RollupChanged change) {
    CompletableFuture<PeerReply> reply = new CompletableFuture<>();
    workers.execute(
        () ->
            reply.complete(
                PeerReply.newBuilder()
                    .setRollupChangeSigned(
                        RollupChangeSigned.newBuilder()
                            .setSignature(EntryCodec.toProto(signer.sign(state, change))))
                    .build()));
    return reply;
  }
}
