package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.it.checker.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges the logs that members hold and the receipts that clients hold: one batch at each height
 * (O1), each hashing to its hash and naming its predecessor, certified by a quorum (D1, D4), no
 * bundle at two places (O2), nothing decided or adopted twice (A3), and every receipt in the log at
 * its place, proved (D1, D2, D3).
 */
public final class LogChecker {
  private static final String NO_HASH = "0x" + "00".repeat(32);
  private static final int SEQUENCED = 3;

  private final List<String> signers;
  private final Signatures signatures = new Signatures();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, String> positions = new HashMap<>();
  private final Set<String> once = new HashSet<>();
  private final Set<Long> terms = new HashSet<>();
  private String networkId = NO_HASH;

  private LogChecker(List<String> signers) {
    this.signers = signers.stream().map(signer -> signer.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * @param logs by member, from height 0 on; they may end at different heights
   * @param signers addresses of all members
   * @param receipts of positions, as clients were given them
   */
  public static LogVerdict check(
      Map<String, List<LogBatch>> logs, List<String> signers, Collection<JsonNode> receipts) {
    return new LogChecker(signers).judge(logs, receipts);
  }

  private LogVerdict judge(Map<String, List<LogBatch>> logs, Collection<JsonNode> receipts) {
    List<LogBatch> longest = List.of();
    for (List<LogBatch> log : logs.values()) {
      longest = log.size() > longest.size() ? log : longest;
    }
    if (!longest.isEmpty()) {
      networkId = longest.get(0).hash();
    }
    for (Map.Entry<String, List<LogBatch>> log : logs.entrySet()) {
      judgeLog(log.getKey(), log.getValue(), longest);
    }
    for (LogBatch batch : longest) {
      judgeEntries(batch);
    }
    for (JsonNode receipt : receipts) {
      judgeReceipt(receipt, longest);
    }
    return new LogVerdict(
        List.copyOf(violations), longest.size(), positions.size(), receipts.size(), terms.size());
  }

  private void judgeLog(String member, List<LogBatch> log, List<LogBatch> longest) {
    String previous = NO_HASH;
    for (int height = 0; height < log.size(); height++) {
      LogBatch batch = log.get(height);
      String name = "batch " + height + " of " + member;
      if (batch.height() != height || !batch.previousHash().equals(previous)) {
        add(Kind.BROKEN_LOG, name, "does not follow the one before");
      }
      if (!batch.isVoid() && !batch.computedHash(networkId).equals(batch.hash())) {
        add(Kind.BROKEN_LOG, name, "hashes to " + batch.computedHash(networkId));
      }
      LogBatch other = longest.get(height);
      if (!other.hash().equals(batch.hash()) || other.isVoid() != batch.isVoid()) {
        add(Kind.FORK, name, "is " + batch.hash() + ", elsewhere " + other.hash());
      }
      judgeCertificate(Kind.UNCERTIFIED, name, batch.json(), height, batch.isVoid(), batch.hash());
      previous = batch.hash();
    }
  }

  private void judgeCertificate(
      Kind kind, String name, JsonNode holder, long height, boolean isVoid, String hash) {
    JsonNode certificate = holder.path("certificate");
    byte[] digest =
        LogBatch.certificateDigest(
            networkId, LogBatch.number(certificate, "memberSet"), height, isVoid, hash);
    Set<String> found = new TreeSet<>(signatures.signers(digest, certificate.path("signatures")));
    found.retainAll(signers);
    if (found.size() <= signers.size() / 2) {
      add(kind, name, "signed by " + found.size() + " of " + signers.size() + ": " + certificate);
    }
  }

  private void judgeEntries(LogBatch batch) {
    if (batch.isVoid()) {
      return; // nothing of it has an effect
    }
    terms.add(LogBatch.number(batch.json(), "term"));
    int index = 0;
    for (JsonNode entry : batch.entries()) {
      String at = batch.height() + "-" + index++;
      switch (entry.path("kind").asText()) {
        case "BundleSequenced" -> {
          String id = entry.path("bundleId").asText();
          String before = positions.putIfAbsent(id, at);
          if (before != null) {
            add(Kind.SEQUENCED_TWICE, id, "at " + before + " and at " + at);
          }
        }
        case "RoundDecided" -> judgeDecision(entry, at);
        case "RollupAdopted" -> onlyOnce("adopted " + block(entry), at);
        default -> {}
      }
    }
  }

  private void judgeDecision(JsonNode decision, String at) {
    decision.path("included").forEach(id -> onlyOnce("decided " + id.asText(), at));
    decision
        .path("rejected")
        .forEach(one -> onlyOnce("decided " + one.path("bundleId").asText(), at));
    decision.path("rollups").forEach(rollup -> onlyOnce("decided " + block(rollup), at));
  }

  private static String block(JsonNode of) {
    return "block " + of.path("chainId").asText() + "/" + of.path("blockNumber").asText();
  }

  private void onlyOnce(String what, String at) {
    if (!once.add(what)) {
      add(Kind.APPLIED_TWICE, what, "again at " + at);
    }
  }

  private void judgeReceipt(JsonNode receipt, List<LogBatch> log) {
    String id = receipt.path("bundleId").asText();
    long height = LogBatch.number(receipt.path("position"), "height");
    int index = (int) LogBatch.number(receipt.path("position"), "index");
    String at = height + "-" + index;
    if (!at.equals(positions.get(id))) {
      add(Kind.LOST_RECEIPT, id, "told " + at + ", the log has it at " + positions.get(id));
      return;
    }
    LogBatch batch = log.get((int) height);
    JsonNode told = receipt.path("batch");
    int count = (int) LogBatch.number(told, "entryCount");
    String root = told.path("root").asText();
    byte[] leaf =
        LogTree.leaf(
            SEQUENCED, Hashing.bytes(id), Hashing.bytes(receipt.path("entryHash").asText()));
    List<byte[]> proof = new ArrayList<>();
    receipt.path("inclusionProof").forEach(step -> proof.add(Hashing.bytes(step.asText())));
    String hash = LogBatch.hash(networkId, told, count, root);
    if (!Hashing.hex(LogTree.rootOf(count, index, leaf, proof)).equals(root)) {
      add(Kind.FALSE_RECEIPT, id, "its proof does not lead to the root: " + receipt);
    } else if (!hash.equals(batch.hash())
        || !receipt.path("networkId").asText().equals(networkId)) {
      add(Kind.FALSE_RECEIPT, id, "its batch hashes to " + hash + ", the log has " + batch.hash());
    }
    judgeCertificate(Kind.FALSE_RECEIPT, id, receipt, height, false, hash);
  }

  private void add(Kind kind, String subject, String what) {
    violations.add(new Violation(kind, subject, what));
  }
}
