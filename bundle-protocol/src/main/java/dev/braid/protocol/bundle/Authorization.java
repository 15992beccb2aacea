package dev.braid.protocol.bundle;

import dev.braid.protocol.crypto.Signature;

/** How a request proves that its submitter made it. */
public sealed interface Authorization {
  /** Nobody signed: the submitter is the zero address and may neither cancel nor replace. */
  record Anonymous() implements Authorization {}

  /** An EIP-712 signature of the submitter, checked again by every member. */
  record Typed(Signature signature) implements Authorization {}

  /**
   * The header {@code X-Flashbots-Signature} over the HTTP body, checked at ingress only: members
   * take ingress' word for it, and the entry says so.
   */
  record Header() implements Authorization {}
}
