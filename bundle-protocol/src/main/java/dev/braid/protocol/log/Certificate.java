package dev.braid.protocol.log;

import dev.braid.protocol.types.BatchHash;
import java.util.List;

/**
 * Signatures of a quorum of members over one batch (design section 5).
 *
 * @param memberSet height of the batch that set the members
 * @param isVoid whether the members found the batch to break a rule
 * @param signatures ascending by member, each member at most once
 */
public record Certificate(
    long memberSet,
    long height,
    boolean isVoid,
    BatchHash batchHash,
    List<MemberSignature> signatures) {
  public Certificate {
    signatures = List.copyOf(signatures);
  }
}
