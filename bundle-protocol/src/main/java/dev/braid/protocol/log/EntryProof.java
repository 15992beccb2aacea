package dev.braid.protocol.log;

import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.util.List;

/**
 * A whole entry with the proof that it stands in a certified batch: how a member change is shown to
 * someone who has no log.
 *
 * @param index of the entry in the batch
 */
public record EntryProof(
    NetworkId networkId,
    BatchHeader batch,
    int index,
    Entry entry,
    List<Bytes32> inclusionProof,
    Certificate certificate) {
  public EntryProof {
    inclusionProof = List.copyOf(inclusionProof);
  }
}
