package dev.braid.coordinator.api;

import static dev.braid.coordinator.api.Json.quantity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.BundleRecord.SliceRecord;
import dev.braid.protocol.log.Entry.TransactionResult;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.TransactionHash;
import org.jspecify.annotations.Nullable;

/** What {@code atomic_getBundle} answers, in full and as much as anyone may see (P1). */
public final class BundleShape {
  private BundleShape() {}

  /**
   * Why a bundle still waits, for a round or for a rollup that has not adopted it yet.
   *
   * @param sinceMillis Unix milliseconds
   */
  public record Alarm(long sinceMillis, String message) {}

  /** Whether anyone may see all of it: it was decided once (P1). */
  public static boolean isOpen(BundleRecord record) {
    return record.history().stream().anyMatch(step -> step.state() == BundleState.DECIDED);
  }

  public static ObjectNode full(BundleRecord record, @Nullable Alarm alarm) {
    ObjectNode node = head(record).put("submitter", Json.address(record.submitter()));
    node.put("cursor", record.position().cursor());
    node.put("deadline", quantity(record.deadlineSeconds()));
    ArrayNode slices = node.putArray("slices");
    record.slices().forEach(slice -> slices.add(slice(slice)));
    Reason reason = record.reason();
    node.set("reason", reason == null ? Json.NODES.nullNode() : reason(reason));
    node.put("replacedBy", record.replacedBy() == null ? null : record.replacedBy().toHex());
    node.set("alarm", alarm == null ? Json.NODES.nullNode() : alarm(alarm));
    node.put("attempts", record.attempts());
    ArrayNode history = node.putArray("history");
    for (BundleRecord.Step step : record.history()) {
      history
          .addObject()
          .put("state", step.state().word())
          .put("cursor", step.cursor().cursor())
          .put("timeMillis", quantity(step.timeMillis()));
    }
    return node;
  }

  /**
   * The same members; what only the submitter may know is null or empty. What stays follows from
   * id, chains, state and reason code (P1).
   */
  public static ObjectNode redacted(BundleRecord record) {
    ObjectNode node = head(record).putNull("submitter").putNull("cursor").putNull("deadline");
    ArrayNode slices = node.putArray("slices");
    for (SliceRecord slice : record.slices()) {
      slices
          .addObject()
          .put("chainId", quantity(slice.chainId().value()))
          .put("state", slice.state().word());
    }
    Reason reason = record.reason();
    node.set(
        "reason",
        reason == null ? Json.NODES.nullNode() : Json.object().put("code", reason.code().name()));
    node.putNull("replacedBy").putNull("alarm").putNull("attempts").putArray("history");
    return node;
  }

  private static ObjectNode head(BundleRecord record) {
    return Json.object()
        .put("bundleId", record.id().toHex())
        .put("state", record.state().word())
        .put("statusCode", record.state().statusCode())
        .put("level", record.level().name());
  }

  private static ObjectNode slice(SliceRecord slice) {
    BundleRecord.Placed placed = slice.placed();
    ObjectNode node =
        Json.object()
            .put("chainId", quantity(slice.chainId().value()))
            .put("state", slice.state().word())
            .put("blockNumber", placed == null ? null : quantity(placed.blockNumber()))
            .put("blockHash", placed == null ? null : placed.blockHash().toHex())
            .put("firstIndex", placed == null ? null : quantity(placed.firstIndex()));
    ArrayNode transactions = node.putArray("transactions");
    for (int i = 0; i < slice.transactionHashes().size(); i++) {
      TransactionHash hash = slice.transactionHashes().get(i);
      TransactionResult result = placed == null ? null : placed.results().get(i);
      transactions
          .addObject()
          .put("transactionHash", hash.toHex())
          .put("status", result == null ? null : result.success() ? "0x1" : "0x0")
          .put("gasUsed", result == null ? null : quantity(result.gasUsed()));
    }
    return node.put("payment", placed == null ? null : quantity(placed.payment()));
  }

  static ObjectNode reason(Reason reason) {
    return Json.object()
        .put("code", reason.code().name())
        .put("chainId", reason.chainId() == null ? null : quantity(reason.chainId().value()))
        .put(
            "transactionHash",
            reason.transactionHash() == null ? null : reason.transactionHash().toHex())
        .put(
            "transactionIndex",
            reason.transactionIndex() < 0 ? null : quantity(reason.transactionIndex()))
        .put("message", reason.message())
        .put("revertReason", reason.revertReason())
        .put("revertData", reason.revertData() == null ? null : reason.revertData().toHex());
  }

  private static ObjectNode alarm(Alarm alarm) {
    return Json.object()
        .put("sinceMillis", quantity(alarm.sinceMillis()))
        .put("message", alarm.message());
  }

  /** A submitter as every answer names it; the zero address = anonymous. */
  public static String submitter(Address submitter) {
    return Json.address(submitter);
  }
}
