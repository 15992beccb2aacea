package dev.braid.coordinator.api;

import static dev.braid.coordinator.api.Json.quantity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BatchHeader;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.EntryEncoding;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Position;
import org.jspecify.annotations.Nullable;

/**
 * What {@code atomic_getBatch} answers. Of bundles it shows what anyone may know before the
 * decision: id and chains (P1); {@code head} and {@code entryHash} of each entry let anyone
 * recompute the root.
 */
public final class BatchShape {
  private BatchShape() {}

  /**
   * @param batch null when the bytes that the log took hold no batch: such a batch is void
   */
  public static ObjectNode of(
      long height,
      BatchHash hash,
      BatchHash previousHash,
      long term,
      boolean isVoid,
      @Nullable Batch batch,
      Certificate certificate) {
    ObjectNode node =
        Json.object()
            .put("height", quantity(height))
            .put("hash", hash.toHex())
            .put("previousHash", previousHash.toHex())
            .put("term", quantity(term))
            .put("timeMillis", batch == null ? null : quantity(batch.timeMillis()));
    // The values of a void batch may have no canonical encoding, and none of it has an effect.
    Batch shown = isVoid ? null : batch;
    node.put("root", shown == null ? null : BatchHeader.of(shown).root().toHex());
    node.put("void", isVoid);
    ArrayNode entries = node.putArray("entries");
    if (shown != null) {
      shown.entries().forEach(entry -> entries.add(entry(entry)));
    }
    node.set("certificate", ReceiptShape.certificate(certificate));
    return node;
  }

  private static ObjectNode entry(Entry entry) {
    EntryEncoding encoding = EntryEncoding.of(entry);
    ObjectNode node =
        Json.object()
            .put("kind", entry.getClass().getSimpleName())
            .put("kindNumber", encoding.kind())
            .put("head", encoding.head().toHex())
            .put("entryHash", encoding.restHash().toHex());
    switch (entry) {
      case Entry.NetworkStarted e -> {
        node.put("salt", e.salt().toHex());
        node.set("parameters", CapabilitiesShape.parameters(e.parameters()));
      }
      case Entry.ParametersChanged e ->
          node.set("parameters", CapabilitiesShape.parameters(e.parameters()));
      case Entry.BundleSequenced e -> {
        node.put("bundleId", e.id().toHex()).put("ordinary", e.ordinary());
        ArrayNode chains = node.putArray("chains");
        e.bundle().chains().forEach(chain -> chains.add(quantity(chain.value())));
      }
      case Entry.BundleCancelled e -> node.put("bundleId", e.id().toHex());
      case Entry.BundlesDropped e -> {
        ArrayNode drops = node.putArray("drops");
        e.drops()
            .forEach(
                drop ->
                    drops
                        .addObject()
                        .put("bundleId", drop.id().toHex())
                        .set("reason", code(drop.reason().code().name())));
      }
      case Entry.RoundDecided e -> decision(node, e);
      case Entry.RollupAdopted e ->
          node.put("chainId", quantity(e.chainId().value()))
              .put("blockNumber", quantity(e.blockNumber()))
              .put("blockHash", e.blockHash().toHex());
      case Entry.LeaderClaimed e -> node.put("member", Json.address(e.member()));
      case Entry.RollupChanged e -> {
        node.put("chainId", quantity(e.chainId().value()))
            .put("change", e.change().name())
            .put("detail", e.detail());
        node.set(
            "definition",
            e.definition() == null
                ? Json.NODES.nullNode()
                : CapabilitiesShape.definition(e.definition()));
      }
      case Entry.MemberChanged e -> {
        ArrayNode members = node.put("quorum", e.quorum().name()).putArray("members");
        for (Address member : e.members()) {
          members.add(Json.address(member));
        }
      }
    }
    return node;
  }

  private static void decision(ObjectNode node, Entry.RoundDecided decision) {
    ArrayNode rollups = node.putArray("rollups");
    for (Entry.RollupDecision rollup : decision.rollups()) {
      ObjectNode shape =
          rollups
              .addObject()
              .put("chainId", quantity(rollup.chainId().value()))
              .put("blockNumber", quantity(rollup.header().number()))
              .put("blockHash", rollup.blockHash().toHex())
              .put("parentHash", rollup.header().parentHash().toHex())
              .put("timestamp", quantity(rollup.header().timestampSeconds()))
              .put("gasUsed", quantity(rollup.header().gasUsed()));
      ArrayNode references = shape.putArray("references");
      for (Position reference : rollup.references()) {
        references.add(reference.cursor());
      }
    }
    ArrayNode included = node.putArray("included");
    decision.included().forEach(bundle -> included.add(bundle.id().toHex()));
    ArrayNode rejected = node.putArray("rejected");
    decision
        .rejected()
        .forEach(
            bundle ->
                rejected
                    .addObject()
                    .put("bundleId", bundle.id().toHex())
                    .set("reason", code(bundle.reason().code().name())));
  }

  private static ObjectNode code(String code) {
    return Json.object().put("code", code);
  }
}
