package dev.braid.coordinator.batcher;

/** Where the reply to one request goes. */
@FunctionalInterface
public interface Answer {
  /** Called once, on the batcher's loop or the asker's own thread; does not block. */
  void send(byte[] reply);
}
