package dev.braid.it.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.BundleId;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The book of what was sent to a node and what it answered: nothing that it acknowledged may be
 * unknown, moved or taken back later (D1, D2, O2).
 */
public final class Book {
  private static final Set<String> PENDING = Set.of("sequenced", "decided");
  private static final int UNKNOWN = -32001;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private static final class Entry {
    final ObjectNode bundle;
    final List<JsonRpc.Answer> answers = new ArrayList<>();

    Entry(ObjectNode bundle) {
      this.bundle = bundle;
    }
  }

  /** Notes a bundle before it is sent; returns its id, computed independently of the node. */
  public synchronized String sending(ObjectNode bundle) {
    String id = BundleId.of(bundle);
    entries.putIfAbsent(id, new Entry(bundle));
    return id;
  }

  /** Notes an answer; a request that ended in an exception is not noted: it may have happened. */
  public synchronized void answered(String id, JsonRpc.Answer answer) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalArgumentException("not sent: " + id);
    }
    entry.answers.add(answer);
  }

  /** Sends one bundle and waits for the answer. */
  public JsonRpc.Answer send(Node node, ObjectNode bundle) {
    return send(node.rpc(), bundle);
  }

  public JsonRpc.Answer send(JsonRpc node, ObjectNode bundle) {
    String id = sending(bundle);
    JsonRpc.Answer answer = node.call("atomic_sendBundle", bundle);
    answered(id, answer);
    return answer;
  }

  public synchronized int size() {
    return entries.size();
  }

  /** How many distinct bundles the node acknowledged. */
  public synchronized long acknowledged() {
    return entries.values().stream().filter(entry -> acknowledgement(entry) != null).count();
  }

  /** The receipts of positions that clients were given, each answer's own. */
  public synchronized List<JsonNode> receipts() {
    List<JsonNode> receipts = new ArrayList<>();
    for (Entry entry : entries.values()) {
      for (JsonRpc.Answer answer : entry.answers) {
        JsonNode receipt = answer.json().path("result").path("receipt");
        if (receipt.isObject()) {
          receipts.add(receipt);
        }
      }
    }
    return receipts;
  }

  /** Waits until every bundle that the node knows is final, and returns what it says of each. */
  public List<SentBundle> settle(Node node, Duration deadline) {
    return settle(node.rpc(), deadline);
  }

  public synchronized List<SentBundle> settle(JsonRpc node, Duration deadline) {
    Map<String, JsonNode> told = new TreeMap<>();
    try {
      Await.until("every bundle to be final", deadline, () -> ask(node, told));
    } catch (AssertionError late) {
      throw new AssertionError(late.getMessage() + "\n" + pending(node, told), late);
    }
    List<SentBundle> sent = new ArrayList<>();
    entries.forEach((id, entry) -> sent.add(settled(id, entry, told.get(id))));
    return sent;
  }

  /** What is not final: how many, and the first few in full. */
  private String pending(JsonRpc node, Map<String, JsonNode> told) {
    StringBuilder text = new StringBuilder();
    int count = 0;
    for (String id : entries.keySet()) {
      JsonRpc.Answer answer = node.call("atomic_getBundle", id);
      if (!told.containsKey(id) && !answer.refused() && count++ < 5) {
        text.append(answer.json()).append("\n  of ").append(bundle(id)).append('\n');
      }
    }
    return count + " are not, among them\n" + text;
  }

  private String bundle(String id) {
    Entry entry = entries.get(id);
    String json = entry == null ? "" : entry.bundle.toString();
    return json.substring(0, Math.min(json.length(), 600));
  }

  private boolean ask(JsonRpc node, Map<String, JsonNode> told) {
    for (String id : entries.keySet()) {
      if (told.containsKey(id)) {
        continue;
      }
      JsonRpc.Answer answer = node.call("atomic_getBundle", id);
      if (answer.refused() && answer.code() == UNKNOWN) {
        continue;
      }
      if (answer.error().path("data").path("retryable").asBoolean()) {
        return false;
      }
      JsonNode bundle = answer.result();
      if (PENDING.contains(bundle.path("state").asText())) {
        return false;
      }
      told.put(id, bundle);
    }
    return true;
  }

  /** Compares what was answered at sending with the node's last word. */
  private static SentBundle settled(String id, Entry entry, @Nullable JsonNode told) {
    JsonNode acknowledged = acknowledgement(entry);
    if (acknowledged != null) {
      if (told == null) {
        throw new AssertionError("acknowledged, but unknown now: " + acknowledged);
      }
      for (JsonRpc.Answer answer : entry.answers) {
        JsonNode result = answer.json().path("result");
        boolean same =
            result.isMissingNode()
                || (result.path("bundleId").asText().equals(id)
                    && result.path("cursor").equals(acknowledged.path("cursor"))
                    && proved(result).equals(proved(acknowledged)));
        boolean stands =
            !told.hasNonNull("cursor") || told.get("cursor").equals(result.path("cursor"));
        if (!same || (!result.isMissingNode() && !stands)) {
          throw new AssertionError("one bundle, different answers: " + entry.answers + "\n" + told);
        }
      }
    }
    return new SentBundle(entry.bundle, told);
  }

  /** The receipt without its signatures: each member may hold those of another quorum. */
  private static JsonNode proved(JsonNode result) {
    JsonNode receipt = result.path("receipt").deepCopy();
    if (receipt.path("certificate") instanceof ObjectNode certificate) {
      certificate.remove("signatures");
    }
    return receipt;
  }

  private static @Nullable JsonNode acknowledgement(Entry entry) {
    for (JsonRpc.Answer answer : entry.answers) {
      if (answer.json().has("result")) {
        return answer.json().get("result");
      }
    }
    return null;
  }
}
