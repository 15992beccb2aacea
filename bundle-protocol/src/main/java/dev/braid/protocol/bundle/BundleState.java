package dev.braid.protocol.bundle;

/** The states of a bundle (api.md, atomic_getBundle), each with its EIP-5792 status code. */
public enum BundleState {
  /** It has its position and waits for a round. */
  SEQUENCED(1, 100, false),
  /** A certified decision includes it; some rollup is not yet seen to have adopted it. */
  DECIDED(2, 100, false),
  /** All its rollups have adopted it. */
  INCLUDED(3, 200, true),
  /** Refused with its reason; nothing of it is in any block. */
  REJECTED(4, 400, true),
  /** Its deadline passed while it was pending. */
  EXPIRED(5, 400, true),
  /** Its submitter took it back while it was pending. */
  CANCELLED(6, 400, true),
  /** A later bundle of its submitter took its place while it was pending. */
  REPLACED(7, 400, true),
  /** Decided, but the operator declared one of its rollups diverged. */
  DAMAGED(8, 600, true);

  private final int code;
  private final int statusCode;
  private final boolean isFinal;

  BundleState(int code, int statusCode, boolean isFinal) {
    this.code = code;
    this.statusCode = statusCode;
    this.isFinal = isFinal;
  }

  /** The stable number used in encodings and metrics. */
  public int code() {
    return code;
  }

  /** The EIP-5792 status code. */
  public int statusCode() {
    return statusCode;
  }

  public boolean isFinal() {
    return isFinal;
  }

  /** The word of the API: lower case. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
