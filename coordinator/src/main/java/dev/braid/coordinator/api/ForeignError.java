package dev.braid.coordinator.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Carries the error that a rollup's own node gave to a call that was passed on to it. */
public final class ForeignError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient @Nullable JsonNode data;

  /**
   * @param data null = none
   */
  public ForeignError(int code, String message, @Nullable JsonNode data) {
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  public int code() {
    return code;
  }

  public @Nullable JsonNode data() {
    return data;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
