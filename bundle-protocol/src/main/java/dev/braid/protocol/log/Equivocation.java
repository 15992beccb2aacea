package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.NetworkId;
import org.jspecify.annotations.Nullable;

/**
 * Two signatures by which a member convicts itself: one batch and another at the same height, or
 * the same as void and as not void (D4). Whoever knows the network's id can check it.
 */
public record Equivocation(NetworkId networkId, SignedBatch first, SignedBatch second) {
  public Address member() {
    return first.member();
  }

  public long height() {
    return first.height();
  }

  /** Why it convicts nobody, for people; null when it does. */
  public @Nullable String problem(Secp256k1 secp256k1) {
    if (!first.member().equals(second.member())) {
      return "signed by two members";
    }
    if (first.height() != second.height()) {
      return "signed at two heights";
    }
    if (first.agrees(second)) {
      return "the same batch twice";
    }
    for (SignedBatch signed : new SignedBatch[] {first, second}) {
      if (!signed.isValid(secp256k1, networkId)) {
        return "the signature over " + signed.batchHash() + " does not fit";
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "member "
        + member()
        + " signed two batches at height "
        + height()
        + ": "
        + described(first)
        + " and "
        + described(second);
  }

  private static String described(SignedBatch signed) {
    return signed.batchHash() + (signed.isVoid() ? " (void)" : "");
  }
}
