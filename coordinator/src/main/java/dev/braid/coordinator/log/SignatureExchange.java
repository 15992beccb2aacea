package dev.braid.coordinator.log;

import dev.braid.protocol.log.SignedBatch;

/** How signatures get from member to member. */
interface SignatureExchange {
  /** Tells all other members what this one has signed. */
  void tell(SignedBatch own);

  /**
   * Heights from this one on wait for their certificates; what does not come by itself is asked
   * for.
   */
  void waitsFrom(long height);

  /** Nothing waits. */
  void waitsForNothing();

  /** The others have had the missing certificates for long: asks for them at once. */
  void askNow();

  /** Of a member without others. */
  static SignatureExchange none() {
    return new SignatureExchange() {
      @Override
      public void tell(SignedBatch own) {}

      @Override
      public void waitsFrom(long height) {}

      @Override
      public void waitsForNothing() {}

      @Override
      public void askNow() {}
    };
  }
}
