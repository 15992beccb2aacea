package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.braid.it.checker.Violation.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether what {@code atomic_getBundle} told of one bundle (api.md) is what the rollups show. */
final class ToldCheck {
  private static final Map<String, Integer> FINAL_STATES =
      Map.of("included", 200, "rejected", 400, "expired", 400, "cancelled", 400, "replaced", 400);
  private static final Set<String> LANDED = Set.of("decided", "included");

  private final String id;
  private final SentBundle sent;
  private final @Nullable JsonNode told;
  private final List<Violation> violations;

  ToldCheck(String id, SentBundle sent, List<Violation> violations) {
    this.id = id;
    this.sent = sent;
    this.told = sent.told();
    this.violations = violations;
  }

  static @Nullable Cursor position(SentBundle sent) {
    JsonNode told = sent.told();
    return told == null ? null : Cursor.parse(told.path("cursor").asText(""));
  }

  /** The state told, or {@code refused}. */
  String state() {
    return told == null ? "refused" : told.path("state").asText("");
  }

  boolean saysLanded() {
    return LANDED.contains(state());
  }

  /**
   * What must hold wherever the bundle stands. Of a bundle that no decision includes, others than
   * its submitter may be told id, chains, state and reason code only (P1).
   */
  void checkShape() {
    if (told == null) {
      return;
    }
    expect("bundleId", id, told.path("bundleId"));
    Integer statusCode = FINAL_STATES.get(state());
    if (statusCode == null) {
      violations.add(new Violation(Kind.NOT_FINAL, id, "its state is " + state()));
      return;
    }
    if (saysLanded() || told.hasNonNull("statusCode")) {
      expect("statusCode", statusCode.toString(), told.path("statusCode"));
    }
    if ((saysLanded() || told.hasNonNull("cursor")) && position(sent) == null) {
      untrue("cursor " + told.path("cursor"));
    }
    boolean reasonTold = told.path("reason").path("code").isTextual();
    if (reasonTold == state().equals("included")) {
      untrue("a bundle that is " + state() + " has the reason " + told.path("reason"));
    }
    if (saysLanded() || !told.path("history").isEmpty()) {
      checkHistory(told.path("history"));
    }
  }

  private void checkHistory(JsonNode history) {
    Cursor last = null;
    long lastMillis = 0;
    for (JsonNode step : history) {
      Cursor cursor = Cursor.parse(step.path("cursor").asText(""));
      long millis = Hashing.number(step.path("timeMillis").asText("0")).longValueExact();
      boolean first = last == null;
      if (first) {
        expect("history[0].state", "sequenced", step.path("state"));
        expect("history[0].cursor", step.path("cursor").asText(), told("cursor"));
      }
      boolean later = cursor != null && (last == null || last.compareTo(cursor) < 0);
      if (!later || millis < lastMillis) {
        untrue("history does not ascend: " + history);
        return;
      }
      last = cursor;
      lastMillis = millis;
    }
    expect("last state of history", state(), history.path(history.size() - 1).path("state"));
  }

  /** No transaction of the bundle stands in a block by this bundle. */
  void checkNothingLanded() {
    if (saysLanded()) {
      untrue("told " + state() + ", but the rollups do not show it");
    }
    for (JsonNode slice : told("slices")) {
      expect("slice state", "none", slice.path("state"));
      if (slice.hasNonNull("blockNumber") || slice.hasNonNull("blockHash")) {
        untrue("a block is told of a bundle that is " + state() + ": " + slice);
      }
    }
  }

  /** The bundle stands where {@code first} says, whole. */
  void checkLanded(Map<SentBundle.Slice, Chain.Place> first) {
    if (!saysLanded()) {
      untrue("told " + state() + ", but the rollups show it whole");
      return;
    }
    JsonNode slices = told("slices");
    expect("number of slices", String.valueOf(first.size()), slices.size());
    int index = 0;
    for (Map.Entry<SentBundle.Slice, Chain.Place> entry : first.entrySet()) {
      checkSlice(entry.getKey(), entry.getValue(), slices.path(index++));
    }
  }

  private void checkSlice(SentBundle.Slice slice, Chain.Place place, JsonNode toldSlice) {
    Chain.Block block = place.block();
    String at = "chain " + slice.chainId() + " ";
    expect(at + "chainId", Hashing.quantity(slice.chainId()), toldSlice.path("chainId"));
    if (state().equals("included")) {
      expect(at + "state", "adopted", toldSlice.path("state"));
    }
    expect(at + "blockNumber", Hashing.quantity(block.number()), toldSlice.path("blockNumber"));
    expect(at + "blockHash", block.hash(), toldSlice.path("blockHash"));
    expect(at + "firstIndex", Hashing.quantity(place.index()), toldSlice.path("firstIndex"));
    JsonNode transactions = toldSlice.path("transactions");
    expect(at + "transactions", String.valueOf(slice.hashes().size()), transactions.size());
    BigInteger payment = BigInteger.ZERO;
    for (int i = 0; i < slice.hashes().size(); i++) {
      Chain.Executed executed = block.executed().get(place.index() + i);
      JsonNode transaction = transactions.path(i);
      expect(at + "hash of " + i, executed.hash(), transaction.path("transactionHash"));
      expect(at + "status of " + i, executed.success() ? "0x1" : "0x0", transaction.path("status"));
      String gasUsed = "0x" + executed.gasUsed().toString(16);
      expect(at + "gasUsed of " + i, gasUsed, transaction.path("gasUsed"));
      payment = payment.add(executed.tip().multiply(executed.gasUsed()));
    }
    expect(at + "payment", "0x" + payment.toString(16), toldSlice.path("payment"));
  }

  private JsonNode told(String name) {
    return told == null ? MissingNode.getInstance() : told.path(name);
  }

  private void expect(String what, String expected, int actual) {
    if (!expected.equals(String.valueOf(actual))) {
      untrue(what + " told " + actual + ", true is " + expected);
    }
  }

  private void expect(String what, String expected, JsonNode actual) {
    if (!expected.equals(actual.asText(""))) {
      untrue(what + " told " + actual + ", true is " + expected);
    }
  }

  private void untrue(String what) {
    violations.add(new Violation(Kind.UNTRUE, id, what));
  }
}
