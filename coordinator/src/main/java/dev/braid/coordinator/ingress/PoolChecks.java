package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleCheck;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.BundleRules;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.IntrinsicGas;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pool of a plain engine checks of a transaction before it takes it, in the same order.
 * The log checks again what it can know; balances and nonces it cannot. Computes and may read the
 * store: for a worker.
 */
final class PoolChecks {
  /** EIP-3860. */
  private static final int MAX_INITCODE_BYTES = 49_152;

  /** An ordinary transaction waits as long as the log lets it, less this for the way there. */
  private static final long LIFETIME_MARGIN_MILLIS = 10_000;

  /**
   * How far ahead of its account's next nonce at the head one may be, and so how many of an account
   * wait at most: the pending set is everybody's.
   */
  static final int MAX_WAITING_PER_ACCOUNT = 64;

  private final ChainId chainId;
  private final WaitingTransactions waiting;
  private final SenderRecovery recovery;

  PoolChecks(ChainId chainId, WaitingTransactions waiting, SenderRecovery recovery) {
    this.chainId = chainId;
    this.waiting = waiting;
    this.recovery = recovery;
  }

  /** A transaction that nothing but its account may keep out. */
  record Candidate(
      Transaction transaction, Address sender, Bundle bundle, BundleId id, PoolErrors errors) {}

  /**
   * What can be said without the rollup's node.
   *
   * @param nowMillis the log's time
   * @throws Refusal with one of {@link PoolErrors}
   */
  Candidate check(RawTransaction raw, State state, long nowMillis) {
    PoolErrors errors = new PoolErrors(chainId, raw);
    if (waiting.knows(raw.hash())) {
      throw new Refusal(errors.known());
    }
    DecodeResult decoded = TransactionDecoder.decode(raw);
    if (!(decoded instanceof DecodeResult.Decoded(Transaction transaction))) {
      throw new Refusal(errors.undecodable(decoded));
    }
    Limits limits = state.parameters().limits();
    if (transaction.to() == null && transaction.data().size() > MAX_INITCODE_BYTES) {
      throw new Refusal(errors.initcode(MAX_INITCODE_BYTES, transaction.data().size()));
    }
    Bundle bundle = ordinary(raw, limits, nowMillis);
    // Of levels an ordinary transaction asks for none: whatever its rollup offers will do.
    if (BundleRules.check(bundle, limits, chain -> Level.EXECUTION)
        instanceof BundleCheck.Refused refused) {
      throw new Refusal(errors.violated(refused.violation(), transaction, limits));
    }
    long floor = IntrinsicGas.floor(transaction);
    if (transaction.gasLimit() < floor) {
      throw new Refusal(errors.floorGas(floor, transaction.gasLimit()));
    }
    Address sender = recovery.sender(transaction);
    if (sender == null) {
      throw new Refusal(errors.noSender());
    }
    return new Candidate(transaction, sender, bundle, BundleDigest.id(bundle), errors);
  }

  private Bundle ordinary(RawTransaction raw, Limits limits, long nowMillis) {
    long lifetime = limits.maxLifetimeMillis();
    long margin = Math.min(LIFETIME_MARGIN_MILLIS, lifetime / 2);
    return new Bundle(
        List.of(new Slice(chainId, List.of(raw), List.of(raw.hash()), 0, 0)),
        0,
        (nowMillis + lifetime - margin) / 1000,
        Level.BEST_EFFORT,
        false,
        "",
        0,
        Address.ZERO);
  }

  /**
   * What the account says of it.
   *
   * @param state as it was before the node was asked
   * @throws Refusal with one of {@link PoolErrors}
   */
  void check(Candidate candidate, RollupAccount account, State state) {
    Transaction transaction = candidate.transaction();
    PoolErrors errors = candidate.errors();
    long blockGas = blockGas(account, state);
    if (transaction.gasLimit() > blockGas) {
      throw new Refusal(errors.aboveBlockGas(blockGas, transaction.gasLimit()));
    }
    if (account.nonce() > transaction.nonce()) {
      throw new Refusal(errors.nonceTooLow(account.nonce(), transaction.nonce()));
    }
    RpcError tooMany = waitingLimit(candidate, account, state);
    if (tooMany != null) {
      throw new Refusal(tooMany);
    }
    RpcError poor = funds(candidate, account, state);
    if (poor != null) {
      throw new Refusal(poor);
    }
  }

  /** What both the engine's blocks and the rollup's rounds have room for. */
  private long blockGas(RollupAccount account, State state) {
    RollupState rollup = state.rollup(chainId);
    return rollup == null
        ? account.blockGasLimit()
        : Math.min(account.blockGasLimit(), rollup.definition().blockGasLimit());
  }

  private @Nullable RpcError waitingLimit(Candidate candidate, RollupAccount account, State state) {
    long nonce = candidate.transaction().nonce();
    if (nonce - account.nonce() < MAX_WAITING_PER_ACCOUNT) {
      return null;
    }
    long next = WaitingTransactions.nextNonce(state, chainId, candidate.sender(), account.nonce());
    return nonce > next
        ? candidate.errors().nonceTooHigh(nonce, next)
        : candidate.errors().accountLimit(MAX_WAITING_PER_ACCOUNT);
  }

  private @Nullable RpcError funds(Candidate candidate, RollupAccount account, State state) {
    PoolErrors errors = candidate.errors();
    BigInteger balance = account.balance();
    BigInteger cost = WaitingTransactions.cost(candidate.transaction());
    if (balance.compareTo(cost) < 0) {
      return errors.insufficientFunds(balance, "tx cost " + cost, cost.subtract(balance));
    }
    Address sender = candidate.sender();
    long nonce = candidate.transaction().nonce();
    BigInteger queued = waiting.costs(state, sender, account.nonce());
    long next = WaitingTransactions.nextNonce(state, chainId, sender, account.nonce());
    Transaction older = nonce < next ? waiting.at(state, sender, nonce) : null;
    BigInteger more = older == null ? cost : cost.subtract(WaitingTransactions.cost(older));
    BigInteger needed = queued.add(more);
    return balance.compareTo(needed) >= 0
        ? null
        : errors.insufficientFunds(
            balance,
            "queued cost " + queued + (older == null ? ", tx cost " : ", tx bumped ") + more,
            needed.subtract(balance));
  }
}
