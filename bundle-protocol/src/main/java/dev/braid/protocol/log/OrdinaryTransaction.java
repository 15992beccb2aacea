package dev.braid.protocol.log;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;

/**
 * What the log keeps of an ordinary transaction from sequencing until it is finished: enough to
 * find it by what its sender knows of it.
 */
public record OrdinaryTransaction(Slot slot, TransactionHash hash) {

  /**
   * The place that it takes; one transaction at a time may wait for it.
   *
   * @param sender recovered from the signature when it was sequenced
   */
  public record Slot(ChainId chainId, Address sender, long nonce) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int byChain = chainId.compareTo(other.chainId);
      if (byChain != 0) {
        return byChain;
      }
      int bySender = sender.compareTo(other.sender);
      return bySender != 0 ? bySender : Long.compare(nonce, other.nonce);
    }
  }
}
