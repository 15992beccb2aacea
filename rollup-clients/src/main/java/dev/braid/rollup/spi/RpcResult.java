package dev.braid.rollup.spi;

/** An answer, or why there is none. */
public sealed interface RpcResult<T> {
  record Answer<T>(T value) implements RpcResult<T> {}

  /** No usable answer; {@code why} is for people. */
  record Unavailable<T>(Trouble trouble, String why) implements RpcResult<T> {
    public Unavailable(String why) {
      this(Trouble.UNKNOWN, why);
    }
  }
}
