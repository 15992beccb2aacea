package dev.braid.it.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.Wallet;
import org.jspecify.annotations.Nullable;

/**
 * @param lifetimeSeconds deadline, counted from the moment of sending
 * @param submitter who signs it, if anybody
 * @param pair number of the clashing pair that it belongs to, or -1
 */
public record RandomBundle(
    int number,
    Kind kind,
    ObjectNode json,
    int lifetimeSeconds,
    @Nullable Wallet submitter,
    int pair) {

  /** How often it is sent at once. */
  public int copies() {
    return kind == Kind.THRICE ? 3 : 1;
  }

  /** The bundle with its deadline and signature, as it is sent. */
  public ObjectNode at(long nowSeconds) {
    ObjectNode bundle = json.deepCopy();
    bundle.put("maxTimestamp", nowSeconds + lifetimeSeconds);
    return submitter == null ? bundle : submitter.submit(bundle);
  }
}
