package dev.braid.protocol.bundle;

import static dev.braid.protocol.bundle.BundleViolation.Code;
import static dev.braid.protocol.bundle.BundleViolation.of;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * Whether a submitter made what is sent in its name; checked at ingress and by every member (D4).
 */
public final class SubmitterRules {
  private SubmitterRules() {}

  /**
   * Checks a bundle's authorization. The header is taken as checked: only ingress sees what it
   * signs ({@link BundleDigest#flashbotsHeader}).
   */
  public static @Nullable BundleViolation check(
      Bundle bundle, BundleId id, Authorization authorization, Secp256k1 curve) {
    return switch (authorization) {
      case Authorization.Anonymous() ->
          bundle.isAnonymous() ? null : bad("signature", "a submitter must sign");
      case Authorization.Typed(Signature signature) ->
          bundle.isAnonymous()
              ? bad("submitter", "a signature needs a submitter")
              : isSignedBy(bundle.submitter(), id.value(), signature, curve)
                  ? null
                  : bad("signature", "not the submitter's signature of this bundle");
      case Authorization.Header() ->
          bundle.isAnonymous() ? bad("submitter", "a signature needs a submitter") : null;
    };
  }

  /** Checks the authorization of taking a bundle of {@code submitter} back. */
  public static @Nullable BundleViolation checkCancel(
      BundleId id, Address submitter, Authorization authorization, Secp256k1 curve) {
    if (submitter.equals(Address.ZERO)) {
      return bad("bundleId", "a bundle without submitter cannot be taken back");
    }
    return switch (authorization) {
      case Authorization.Anonymous() -> bad("signature", "its submitter must sign");
      case Authorization.Typed(Signature signature) ->
          isSignedBy(submitter, BundleDigest.cancel(id), signature, curve)
              ? null
              : bad("signature", "not the submitter's signature of this cancellation");
      case Authorization.Header() -> null;
    };
  }

  /** Whether {@code signer} signed this digest. */
  public static boolean isSignedBy(
      Address signer, Bytes32 digest, Signature signature, Secp256k1 curve) {
    return signer.equals(curve.recover(digest, signature));
  }

  private static BundleViolation bad(String field, String message) {
    return of(Code.BAD_SIGNATURE, field, message);
  }
}
