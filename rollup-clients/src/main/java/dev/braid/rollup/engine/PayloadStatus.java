package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.spi.Trouble;
import java.util.Arrays;

/**
 * What an engine says to a block ({@code PayloadStatusV1}, paris.md). Only {@link Kind#VALID} is a
 * yes.
 *
 * @param error the engine's words, often empty
 */
record PayloadStatus(Kind kind, String error) {
  enum Kind {
    /** Executed, and right. */
    VALID,
    /** Executed, or not even that, and wrong. */
    INVALID,
    /** Not executed: what it builds on is not there. */
    SYNCING,
    /** Not executed: it is beside the chain. */
    ACCEPTED,
    /** Its hash is not that of its content (older engines). */
    INVALID_BLOCK_HASH
  }

  static PayloadStatus parse(JsonNode status) {
    String name = status.path("status").asText();
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(() -> JsonFields.unusable("payload status"));
    return new PayloadStatus(kind, status.path("validationError").asText(""));
  }

  boolean isValid() {
    return kind == Kind.VALID;
  }

  /** Whether the engine has judged, and against the block. */
  boolean isRefusal() {
    return kind == Kind.INVALID || kind == Kind.INVALID_BLOCK_HASH;
  }

  /**
   * What a block that is not valid means for the caller.
   *
   * @param what was asked, for people
   */
  TroubleException trouble(String what) {
    return new TroubleException(
        isRefusal() ? Trouble.REFUSED : Trouble.SYNCING, what + " answers " + this);
  }

  @Override
  public String toString() {
    return error.isEmpty() || error.equals("null") ? kind.name() : kind + " (" + error + ")";
  }
}
