package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of the log (design section 5). The kind numbers are hashed and never reused. */
public sealed interface Entry {
  /** The kind number that the leaf hash covers. */
  int kind();

  /**
   * The first entry of the first batch; its batch's hash is the network id.
   *
   * @param salt makes networks with equal parameters differ
   */
  record NetworkStarted(NetworkParameters parameters, Bytes32 salt) implements Entry {
    public static final int KIND = 1;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /**
   * New network parameters but for members, quorum and rollups; a quorum of members signs {@link
   * ChangeDigest#parameters}.
   *
   * @param signatures ascending by member
   */
  record ParametersChanged(NetworkParameters parameters, List<MemberSignature> signatures)
      implements Entry {
    public static final int KIND = 2;

    public ParametersChanged {
      signatures = List.copyOf(signatures);
    }

    @Override
    public int kind() {
      return KIND;
    }
  }

  /**
   * A bundle takes its position. Head: the id.
   *
   * @param ordinary an ordinary transaction: stands behind all slices of its block
   */
  record BundleSequenced(BundleId id, Bundle bundle, Authorization authorization, boolean ordinary)
      implements Entry {
    public static final int KIND = 3;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /** The submitter takes a pending bundle back; the authorization is never anonymous. */
  record BundleCancelled(BundleId id, Authorization authorization) implements Entry {
    public static final int KIND = 4;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /** Pending bundles end without a round: expiry, a rollup that left, a level that is lost. */
  record BundlesDropped(List<Drop> drops) implements Entry {
    public static final int KIND = 5;

    public BundlesDropped {
      drops = List.copyOf(drops);
    }

    @Override
    public int kind() {
      return KIND;
    }
  }

  record Drop(BundleId id, Reason reason) {}

  /**
   * A round's outcome. Head: the root of the tree over outcomes, included ones first, in the order
   * of the lists (design section 5).
   *
   * @param rollups one block each, ascending by chain id; empty when the round only rejects
   * @param included in order of position, ordinary transactions last
   * @param rejected in order of position
   */
  record RoundDecided(
      List<RollupDecision> rollups, List<IncludedBundle> included, List<RejectedBundle> rejected)
      implements Entry {
    public static final int KIND = 6;

    public RoundDecided {
      rollups = List.copyOf(rollups);
      included = List.copyOf(included);
      rejected = List.copyOf(rejected);
    }

    @Override
    public int kind() {
      return KIND;
    }
  }

  /**
   * One rollup's next block: enough for any member to rebuild it (design 6.4). Its transaction list
   * is {@code systemTransactions}, then the slices named by {@code references}, in that order.
   *
   * @param references positions of the bundles whose slices stand in the block
   * @param executionRequests EIP-7685
   */
  record RollupDecision(
      ChainId chainId,
      BlockHeader header,
      BlockHash blockHash,
      List<Bytes> systemTransactions,
      List<Position> references,
      List<Withdrawal> withdrawals,
      List<Bytes> executionRequests) {
    public RollupDecision {
      systemTransactions = List.copyOf(systemTransactions);
      references = List.copyOf(references);
      withdrawals = List.copyOf(withdrawals);
      executionRequests = List.copyOf(executionRequests);
    }
  }

  /** A bundle that the decision includes, with what the engines reported, ascending by chain id. */
  record IncludedBundle(BundleId id, List<SliceResult> slices) {
    public IncludedBundle {
      slices = List.copyOf(slices);
    }
  }

  /**
   * What the engine reported of a slice (vouched for by leader and engine, D4).
   *
   * @param firstIndex index of its first transaction in the block
   * @param payment wei that the slice's transactions paid to the block's beneficiary
   */
  record SliceResult(
      ChainId chainId, int firstIndex, List<TransactionResult> transactions, BigInteger payment) {
    public SliceResult {
      transactions = List.copyOf(transactions);
    }
  }

  /** Status of the receipt (true = success) and gas used by this transaction. */
  record TransactionResult(boolean success, long gasUsed) {}

  record RejectedBundle(BundleId id, Reason reason) {}

  /** The rollup was seen to regard this decided block as its head (and so all below it). */
  record RollupAdopted(ChainId chainId, long blockNumber, BlockHash blockHash) implements Entry {
    public static final int KIND = 7;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /** The first batch of a term says who leads. */
  record LeaderClaimed(Address member) implements Entry {
    public static final int KIND = 8;

    @Override
    public int kind() {
      return KIND;
    }
  }

  /**
   * A rollup joins, leaves, is declared diverged, is paused or resumed: authorised by a quorum of
   * members, and leaving by the rollup's operator alone (E1), who signs {@link ChangeDigest#leave};
   * members sign {@link ChangeDigest#rollup}.
   *
   * @param definition for {@link Change#JOINED} only
   * @param detail why, for people; at most 1 KiB
   * @param operatorSignature of the rollup's operator, when that is what authorises it
   * @param signatures of members, ascending; empty when the operator authorises it
   */
  record RollupChanged(
      ChainId chainId,
      Change change,
      @Nullable RollupDefinition definition,
      String detail,
      @Nullable Signature operatorSignature,
      List<MemberSignature> signatures)
      implements Entry {
    public static final int KIND = 9;

    public RollupChanged {
      signatures = List.copyOf(signatures);
    }

    @Override
    public int kind() {
      return KIND;
    }

    /** Stable numbers are hashed. */
    public enum Change {
      JOINED(1),
      LEFT(2),
      DIVERGED(3),
      /** It enters no new round until it is resumed. */
      PAUSED(4),
      RESUMED(5);

      private final int code;

      Change(int code) {
        this.code = code;
      }

      public int code() {
        return code;
      }
    }
  }

  /**
   * A new member set; a quorum of the old one signs {@link ChangeDigest#members}.
   *
   * @param signatures ascending by member
   */
  record MemberChanged(
      List<Address> members, NetworkParameters.Quorum quorum, List<MemberSignature> signatures)
      implements Entry {
    public static final int KIND = 10;

    public MemberChanged {
      members = List.copyOf(members);
      signatures = List.copyOf(signatures);
    }

    @Override
    public int kind() {
      return KIND;
    }
  }
}
