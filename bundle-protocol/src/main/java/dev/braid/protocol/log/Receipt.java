package dev.braid.protocol.log;

import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.List;

/**
 * What a submitter can check offline (D3, api.md Receipt): that an entry stands in a certified
 * batch, and what that entry says of its bundle.
 */
public sealed interface Receipt {
  BundleId bundleId();

  NetworkId networkId();

  /** Where the entry stands that is proved. */
  Position position();

  BatchHeader batch();

  /** H(rest) of the entry. */
  Bytes32 entryHash();

  /** Of the entry's leaf in the batch, from its sibling upward. */
  List<Bytes32> inclusionProof();

  Certificate certificate();

  /** The bundle has its position. */
  record OfPosition(
      BundleId bundleId,
      NetworkId networkId,
      Position position,
      BatchHeader batch,
      Bytes32 entryHash,
      List<Bytes32> inclusionProof,
      Certificate certificate)
      implements Receipt {
    public OfPosition {
      inclusionProof = List.copyOf(inclusionProof);
    }
  }

  /**
   * A round decided on the bundle.
   *
   * @param position of the decision
   * @param outcomeProof of the outcome's leaf in the decision's outcome tree
   */
  record OfDecision(
      NetworkId networkId,
      Position position,
      BatchHeader batch,
      Bytes32 entryHash,
      List<Bytes32> inclusionProof,
      Certificate certificate,
      Outcome outcome,
      List<Bytes32> outcomeProof)
      implements Receipt {
    public OfDecision {
      inclusionProof = List.copyOf(inclusionProof);
      outcomeProof = List.copyOf(outcomeProof);
    }

    @Override
    public BundleId bundleId() {
      return outcome.id();
    }
  }
}
