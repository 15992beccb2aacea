package dev.braid.rollup.engine;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.Reasons;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.Trouble;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Prepare and dry run, which are the same: have a block built and executed, believe nothing of it
 * unchecked, and leave the head where it is. What is handed over to be executed is written from
 * what was read, so a block that was executed here can be handed over again from the log (A3).
 */
final class EnginePreparation {
  /** geth takes bodies of 5 MiB on its public port; a byte is two characters. */
  private static final long MAX_LIST_BYTES = 2L << 20;

  private final ChainId chainId;
  private final Address feeRecipient;
  private final EngineRpc rpc;
  private final Strategy strategy;
  private final EngineCalls calls;
  private final CandidateReceipts receipts;
  private final CandidateReport report;
  private final Culprits culprits;

  EnginePreparation(
      EngineSettings settings,
      EngineRpc rpc,
      Strategy strategy,
      EngineCalls calls,
      Culprits culprits) {
    this.chainId = settings.chainId();
    this.feeRecipient = settings.feeRecipient();
    this.rpc = rpc;
    this.strategy = strategy;
    this.calls = calls;
    this.receipts = new CandidateReceipts(rpc);
    this.report = new CandidateReport(settings.chainId(), rpc);
    this.culprits = culprits;
  }

  CompletableFuture<PrepareOutcome> prepare(PrepareRequest request, Deadline deadline) {
    if (request.timestampSeconds() == request.parent().timestampSeconds()) {
      return answer(new PrepareOutcome.RefusedAsWhole("timestamps must rise on this engine"));
    }
    PrepareOutcome tooLong = tooLong(request.slices());
    if (tooLong != null) {
      return answer(tooLong);
    }
    List<Bytes> list =
        request.slices().stream().flatMap(List::stream).map(RawTransaction::raw).toList();
    return strategy
        .build(
            new Strategy.Order(request.parent(), request.timestampSeconds(), feeRecipient, list),
            deadline)
        .thenCompose(
            built ->
                switch (built) {
                  case Strategy.Built(Payload block) -> {
                    check(block, request, list);
                    yield execute(block, request, deadline);
                  }
                  case Strategy.NotBuilt(JsonRpcReply.Failure failure) ->
                      notBuilt(request, failure, deadline);
                });
  }

  private @Nullable PrepareOutcome tooLong(List<List<RawTransaction>> slices) {
    long bytes = 0;
    for (int slice = 0; slice < slices.size(); slice++) {
      for (RawTransaction transaction : slices.get(slice)) {
        bytes += transaction.raw().size();
      }
      if (bytes > MAX_LIST_BYTES) {
        return slice > 0
            ? new PrepareOutcome.Full(slice)
            : new PrepareOutcome.Refused(
                List.of(
                    new SliceFailure(
                        0,
                        Reasons.of(
                            ReasonCode.INVALID,
                            chainId,
                            slices.get(0).get(0).hash(),
                            0,
                            "the slice is longer than " + MAX_LIST_BYTES + " bytes"))));
      }
    }
    return null;
  }

  /** The engine's word is nothing: whatever it built must be what was asked for, bit for bit. */
  private void check(Payload block, PrepareRequest request, List<Bytes> list) {
    BlockHeader header = block.header();
    String fault =
        !block.transactions().equals(list)
            ? "holds another list"
            : !header.parentHash().equals(request.parent().hash())
                    || header.number() != request.parent().number() + 1
                ? "has another parent"
                : header.timestampSeconds() != request.timestampSeconds()
                    ? "has another time"
                    : !header.beneficiary().equals(feeRecipient)
                        ? "has another fee recipient"
                        : !block.withdrawals().isEmpty()
                            ? "holds withdrawals that nobody asked for"
                            : block.fault();
    if (fault != null) {
      throw new TroubleException(
          Trouble.BAD_ANSWER, "the block that the engine built is not the one asked for: " + fault);
    }
  }

  private CompletableFuture<PrepareOutcome> execute(
      Payload block, PrepareRequest request, Deadline deadline) {
    return calls
        .newPayload(block, deadline)
        .thenCompose(
            status -> {
              if (!status.isValid()) {
                throw status.trouble("newPayload of a block that the engine itself built");
              }
              return receipts.read(block, deadline);
            })
        .thenCompose(statuses -> report.report(block, statuses, request.slices(), deadline))
        .thenApply(candidate -> candidate);
  }

  private CompletableFuture<PrepareOutcome> notBuilt(
      PrepareRequest request, JsonRpcReply.Failure failure, Deadline deadline) {
    return switch (strategy.classify(failure).kind()) {
      case NO_METHOD -> throw new TroubleException(Trouble.REFUSED, TestingBuild.missing());
      case NOT_HEAD ->
          rpc.blocks().latest(deadline).thenApply(head -> otherHead(request, head, failure));
      case FULL, TRANSACTION ->
          rpc.blocks()
              .latest(deadline)
              .thenCompose(
                  head ->
                      head.hash().equals(request.parent().hash())
                          ? culprits.find(request, failure, deadline)
                          : answer(new PrepareOutcome.OtherHead(head.ref())));
    };
  }

  private static PrepareOutcome otherHead(
      PrepareRequest request, EngineBlock head, JsonRpcReply.Failure failure) {
    return head.hash().equals(request.parent().hash())
        ? new PrepareOutcome.Unavailable(
            Trouble.BAD_ANSWER, "the engine contradicts itself about its head: " + failure)
        : new PrepareOutcome.OtherHead(head.ref());
  }

  private static CompletableFuture<PrepareOutcome> answer(PrepareOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
