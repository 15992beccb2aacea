package dev.braid.coordinator.api;

import static dev.braid.coordinator.api.Json.quantity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.log.BatchHeader;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.Outcome;
import dev.braid.protocol.log.Receipt;
import dev.braid.protocol.types.Bytes32;
import java.util.List;

/** Receipts as JSON (api.md, Receipt); {@link ReceiptReader} reads them back. */
public final class ReceiptShape {
  private ReceiptShape() {}

  public static ObjectNode of(Receipt receipt) {
    ObjectNode node =
        Json.object()
            .put("bundleId", receipt.bundleId().toHex())
            .put("networkId", receipt.networkId().toHex());
    node.putObject("position")
        .put("height", quantity(receipt.position().height()))
        .put("index", quantity(receipt.position().index()));
    BatchHeader batch = receipt.batch();
    node.putObject("batch")
        .put("height", quantity(batch.height()))
        .put("previousHash", batch.previousHash().toHex())
        .put("term", quantity(batch.term()))
        .put("timeMillis", quantity(batch.timeMillis()))
        .put("entryCount", quantity(batch.entryCount()))
        .put("root", batch.root().toHex());
    node.put("entryHash", receipt.entryHash().toHex());
    node.set("inclusionProof", hashes(receipt.inclusionProof()));
    if (receipt instanceof Receipt.OfDecision decision) {
      node.set("outcome", outcome(decision.outcome()));
      node.set("outcomeProof", hashes(decision.outcomeProof()));
    }
    node.set("certificate", certificate(receipt.certificate()));
    return node;
  }

  static ObjectNode certificate(Certificate certificate) {
    ObjectNode node =
        Json.object()
            .put("memberSet", quantity(certificate.memberSet()))
            .put("batchHash", certificate.batchHash().toHex());
    ArrayNode signatures = node.putArray("signatures");
    for (MemberSignature signature : certificate.signatures()) {
      signatures
          .addObject()
          .put("member", Json.address(signature.member()))
          .put("signature", signature.signature().bytes().toHex());
    }
    return node;
  }

  /** Index and count of the leaf are hashed with it, so the proof needs them. */
  private static ObjectNode outcome(Outcome outcome) {
    ObjectNode node =
        Json.object()
            .put("bundleId", outcome.id().toHex())
            .put("outcome", outcome.kind().word())
            .put("index", quantity(outcome.index()))
            .put("count", quantity(outcome.count()));
    ArrayNode slices = node.putArray("slices");
    for (Outcome.Block block : outcome.slices()) {
      slices
          .addObject()
          .put("chainId", quantity(block.chainId().value()))
          .put("blockNumber", quantity(block.blockNumber()))
          .put("blockHash", block.blockHash().toHex());
    }
    return node;
  }

  private static ArrayNode hashes(List<Bytes32> hashes) {
    ArrayNode array = Json.NODES.arrayNode();
    hashes.forEach(hash -> array.add(hash.toHex()));
    return array;
  }
}
