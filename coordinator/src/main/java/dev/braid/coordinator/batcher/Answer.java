package dev.braid.coordinator.batcher;

/** Where the reply to one request goes. */
@FunctionalInterface
interface Answer {
  /** Called once, on the batcher's thread; does not block. */
  void send(byte[] reply);
}
