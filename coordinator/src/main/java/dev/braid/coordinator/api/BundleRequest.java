package dev.braid.coordinator.api;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as a client sent it: its shape and sizes are right, its transactions and signatures are
 * not looked at yet.
 *
 * @param bundle its submitter is the zero address when none was named
 * @param signature the EIP-712 signature, if one was sent
 */
public record BundleRequest(Bundle bundle, @Nullable Signature signature) {
  /** The same bundle of another submitter: the one whom the header names. */
  public BundleRequest withSubmitter(Address submitter) {
    Bundle b = bundle;
    return new BundleRequest(
        new Bundle(
            b.slices(),
            b.minTimestampSeconds(),
            b.maxTimestampSeconds(),
            b.minimumLevel(),
            b.retry(),
            b.replacementUuid(),
            b.replacementNonce(),
            submitter),
        signature);
  }
}
