package dev.braid.rollup.anvil;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.BaseFee;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.anvil.BlockBuilder.Built;
import dev.braid.rollup.anvil.BlockBuilder.Exact;
import dev.braid.rollup.anvil.BlockBuilder.Inexact;
import dev.braid.rollup.anvil.BlockBuilder.Plan;
import dev.braid.rollup.anvil.BlockBuilder.Refused;
import dev.braid.rollup.driver.Accounts;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.Reasons;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.Trouble;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Prepare and dry run: build, report, or say what is wrong and leave the parent as the head. */
final class Preparation {
  private final ChainId chainId;
  private final AnvilRpc rpc;
  private final BlockBuilder builder;
  private final CandidateReport report;
  private final Accounts accounts;
  private final Secp256k1 curve;

  Preparation(
      ChainId chainId, AnvilRpc rpc, BlockBuilder builder, Accounts accounts, Secp256k1 curve) {
    this.chainId = chainId;
    this.rpc = rpc;
    this.builder = builder;
    this.report = new CandidateReport(chainId, rpc);
    this.accounts = accounts;
    this.curve = curve;
  }

  CompletableFuture<PrepareOutcome> prepare(PrepareRequest request, Deadline deadline) {
    EngineBlock known = builder.known(request.parent().hash());
    CompletableFuture<EngineBlock> head =
        known == null ? rpc.dropPool(deadline) : rpc.dropPool(nextBaseFee(known), deadline);
    return head.thenCompose(
        block -> {
          if (block.hash().equals(request.parent().hash())) {
            return withBaseFee(block, known, request, deadline);
          }
          // A second prepare replaces the first candidate; so does one after a time-out.
          return block.isChildOf(request.parent().hash()) && builder.made(block)
              ? rpc.rollback(deadline).thenCompose(parent -> onHead(parent, request, deadline))
              : otherHead(block);
        });
  }

  /** Nothing is kept: also not when the time is over before all is reported. */
  CompletableFuture<PrepareOutcome> dryRun(PrepareRequest request, Deadline deadline) {
    return rpc.dropPool(deadline)
        .thenCompose(block -> onHead(block, request, deadline))
        .thenCompose(
            outcome ->
                outcome instanceof PrepareOutcome.Candidate
                    ? rpc.rollback(deadline)
                        .thenApply(
                            head -> {
                              builder.forget();
                              return outcome;
                            })
                    : CompletableFuture.completedFuture(outcome));
  }

  private CompletableFuture<PrepareOutcome> onHead(
      EngineBlock head, PrepareRequest request, Deadline deadline) {
    return head.hash().equals(request.parent().hash())
        ? withBaseFee(head, null, request, deadline)
        : otherHead(head);
  }

  private CompletableFuture<PrepareOutcome> withBaseFee(
      EngineBlock parent, @Nullable EngineBlock known, PrepareRequest request, Deadline deadline) {
    return known != null
        ? build(plan(parent, request), request, AnvilRpc.MAX_SENDS, deadline)
        : rpc.setBaseFee(nextBaseFee(parent), deadline)
            .thenCompose(
                ignored -> build(plan(parent, request), request, AnvilRpc.MAX_SENDS, deadline));
  }

  private static BigInteger nextBaseFee(EngineBlock parent) {
    BlockHeader header = parent.header();
    if (header.baseFeePerGas() == null) {
      throw JsonFields.unusable("baseFeePerGas");
    }
    return BaseFee.next(header.gasLimit(), header.gasUsed(), header.baseFeePerGas());
  }

  private static Plan plan(EngineBlock parent, PrepareRequest request) {
    return new Plan(
        parent,
        nextBaseFee(parent),
        request.timestampSeconds(),
        request.slices().stream().flatMap(List::stream).toList());
  }

  private static CompletableFuture<PrepareOutcome> otherHead(EngineBlock head) {
    return CompletableFuture.completedFuture(new PrepareOutcome.OtherHead(head.ref()));
  }

  private CompletableFuture<PrepareOutcome> build(
      Plan plan, PrepareRequest request, int atOnce, Deadline deadline) {
    return builder
        .build(plan, atOnce, deadline)
        .thenCompose(built -> outcome(built, plan, request, atOnce, deadline));
  }

  private CompletableFuture<PrepareOutcome> outcome(
      Built built, Plan plan, PrepareRequest request, int atOnce, Deadline deadline) {
    return switch (built) {
      case Exact(AnvilRpc.Mined mined) -> {
        builder.remember(mined.block());
        yield report.report(mined, request.slices(), deadline).thenApply(candidate -> candidate);
      }
      case Refused(Map<Integer, JsonRpcReply.Failure> failures) -> {
        if (atOnce > 1 && failures.values().stream().anyMatch(IntakeErrors::isOfPool)) {
          yield again(plan, request, atOnce, deadline);
        }
        builder.forget();
        yield CompletableFuture.completedFuture(
            new PrepareOutcome.Refused(firstOfEachSlice(failures, request.slices())));
      }
      case Inexact inexact -> inexact(inexact, plan, request, atOnce, deadline);
    };
  }

  private List<SliceFailure> firstOfEachSlice(
      Map<Integer, JsonRpcReply.Failure> failures, List<List<RawTransaction>> slices) {
    List<SliceFailure> first = new ArrayList<>();
    int at = 0;
    for (int slice = 0; slice < slices.size(); slice++) {
      List<RawTransaction> transactions = slices.get(slice);
      for (int i = 0; i < transactions.size(); i++) {
        JsonRpcReply.Failure failure = failures.get(at + i);
        if (failure != null) {
          TransactionHash hash = transactions.get(i).hash();
          first.add(
              new SliceFailure(
                  slice,
                  Reasons.of(IntakeErrors.classify(failure), chainId, hash, i, failure.message())));
          break;
        }
      }
      at += transactions.size();
    }
    return first;
  }

  private CompletableFuture<PrepareOutcome> inexact(
      Inexact inexact, Plan plan, PrepareRequest request, int atOnce, Deadline deadline) {
    if (BlockBuilder.holdsForeign(plan, inexact.block())) {
      return builder
          .undo(plan.parent(), deadline)
          .thenApply(
              ignored ->
                  new PrepareOutcome.Unavailable(
                      Trouble.BAD_ANSWER, "somebody else's transactions are being mined"));
    }
    Diagnosis diagnosis = new Diagnosis(chainId, request.slices(), curve);
    List<Address> senders = diagnosis.senders();
    return accounts
        .at(plan.parent().ref(), senders, deadline)
        .thenCombine(
            accounts.at(inexact.block().ref(), senders, deadline),
            (before, after) -> Optional.ofNullable(diagnosis.outcome(inexact, before, after)))
        .thenCompose(
            outcome ->
                builder
                    .undo(plan.parent(), deadline)
                    .thenCompose(
                        ignored ->
                            outcome.isPresent()
                                    && (atOnce == 1 || !Diagnosis.isGuess(outcome.get()))
                                ? CompletableFuture.completedFuture(outcome.get())
                                : again(plan, request, atOnce, deadline)));
  }

  /**
   * All mined in another order, or refused for a reason that may lie elsewhere: sent one by one
   * they must come out right.
   */
  private CompletableFuture<PrepareOutcome> again(
      Plan plan, PrepareRequest request, int atOnce, Deadline deadline) {
    return atOnce == 1
        ? CompletableFuture.completedFuture(
            new PrepareOutcome.RefusedAsWhole("anvil mines in another order than sent"))
        : rpc.setBaseFee(plan.baseFee(), deadline)
            .thenCompose(ignored -> build(plan, request, 1, deadline));
  }
}
