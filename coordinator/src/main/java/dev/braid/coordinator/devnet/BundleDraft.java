package dev.braid.coordinator.devnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bundle of one transaction per rollup, as JSON and with its id computed here. */
record BundleDraft(Bundle bundle, @Nullable Wallet signer) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One transaction for one rollup. */
  record Part(Chain chain, RawTransaction transaction) {}

  /** Anonymous. */
  static BundleDraft of(List<Part> parts, long maxTimestampSeconds) {
    return new BundleDraft(bundle(parts, 0, maxTimestampSeconds, Address.ZERO), null);
  }

  static BundleDraft signed(
      List<Part> parts, long minTimestampSeconds, long maxTimestampSeconds, Wallet signer) {
    return new BundleDraft(
        bundle(parts, minTimestampSeconds, maxTimestampSeconds, signer.address()), signer);
  }

  private static Bundle bundle(List<Part> parts, long min, long max, Address submitter) {
    List<Slice> slices =
        parts.stream()
            .map(part -> new Slice(part.chain.id(), List.of(part.transaction), List.of(), 0, 0))
            .toList();
    return new Bundle(slices, min, max, Level.EXECUTION, false, "", 0, submitter);
  }

  BundleId id() {
    return BundleDigest.id(bundle);
  }

  ObjectNode json() {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode slices = json.putArray("slices");
    for (Slice slice : bundle.slices()) {
      ObjectNode item = slices.addObject();
      item.put("chainId", "0x" + Long.toHexString(slice.chainId().value()));
      ArrayNode txs = item.putArray("txs");
      slice.transactions().forEach(transaction -> txs.add(transaction.raw().toHex()));
    }
    if (bundle.minTimestampSeconds() != 0) {
      json.put("minTimestamp", bundle.minTimestampSeconds());
    }
    if (bundle.maxTimestampSeconds() != 0) {
      json.put("maxTimestamp", bundle.maxTimestampSeconds());
    }
    if (signer != null) {
      json.put("submitter", signer.address().toHex());
      json.put("signature", signer.signBundle(id()).bytes().toHex());
    }
    return json;
  }
}
