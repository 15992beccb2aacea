package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that was sent, and what the node told of it in the end.
 *
 * @param json the bundle as sent (api.md, Bundle)
 * @param told the answer of {@code atomic_getBundle}; null when the node refused the bundle
 */
public record SentBundle(JsonNode json, @Nullable JsonNode told) {

  /** A slice with its transactions' hashes, made from the raw bytes that were sent. */
  record Slice(
      long chainId, List<String> hashes, Set<String> mayRevert, long minBlock, long maxBlock) {}

  /** What the node told; fails for a bundle that it refused. */
  public JsonNode lastWord() {
    if (told == null) {
      throw new AssertionError("refused, so nothing is told of it: " + json);
    }
    return told;
  }

  /** The EIP-712 digest of what was sent. */
  public String id() {
    return BundleId.of(json);
  }

  List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    for (JsonNode slice : json.path("slices")) {
      List<String> hashes = new ArrayList<>();
      slice.path("txs").forEach(raw -> hashes.add(Hashing.transactionHash(raw.asText())));
      Set<String> mayRevert = new TreeSet<>();
      slice.path("revertingTxHashes").forEach(hash -> mayRevert.add(hash.asText()));
      slices.add(
          new Slice(
              number(slice, "chainId"),
              hashes,
              mayRevert,
              number(slice, "minBlock"),
              number(slice, "maxBlock")));
    }
    return slices;
  }

  long minTimestamp() {
    return number(json, "minTimestamp");
  }

  long maxTimestamp() {
    return number(json, "maxTimestamp");
  }

  private static long number(JsonNode node, String name) {
    return Hashing.number(node.path(name).asText("0")).longValueExact();
  }
}
