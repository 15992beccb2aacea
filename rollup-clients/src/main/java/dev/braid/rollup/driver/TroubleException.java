package dev.braid.rollup.driver;

import dev.braid.rollup.spi.Trouble;

/**
 * Ends a chain of calls whose answers are well-formed and still no use, like {@code
 * JsonRpcTransportException} does for those that are not; {@link SerialLane} makes it an outcome.
 */
public final class TroubleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  public TroubleException(Trouble trouble, String why) {
    super(why);
    this.trouble = trouble;
  }

  public Trouble trouble() {
    return trouble;
  }
}
