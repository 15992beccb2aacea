package dev.braid.it.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.Hashing;
import dev.braid.it.checker.LogBatch;
import dev.braid.it.checker.LogChecker;
import dev.braid.it.checker.LogTree;
import dev.braid.it.checker.LogVerdict;
import dev.braid.it.checker.Violation.Kind;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Repository;
import dev.braid.it.harness.Wallet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail proves nothing: every wrong that it looks for is planted once. */
final class LogCheckerTest {
  private static final String RED = "0x" + "aa".repeat(32);
  private static final String BLUE = "0x" + "bb".repeat(32);

  private final List<Wallet> members = Wallet.many("fake-member", 3);
  private final List<Wallet> two = members.subList(0, 2);
  private final FakeLog log = new FakeLog(two).append(FakeLog.adopted(1, 1));

  private LogVerdict check(FakeLog first, FakeLog second, JsonNode... receipts) {
    Map<String, List<LogBatch>> logs = new TreeMap<>();
    logs.put("one", first.read());
    logs.put("two", second.read());
    List<String> signers = members.stream().map(Wallet::address).toList();
    return LogChecker.check(logs, signers, List.of(receipts));
  }

  private LogVerdict check(JsonNode... receipts) {
    return check(log, log, receipts);
  }

  @Test
  void holdsForASoundLogOfWhichOneMemberLags() {
    FakeLog behind = log.fork(members.subList(1, 3));
    behind.append(FakeLog.sequenced(RED), FakeLog.adopted(1, 2), FakeLog.sequenced(BLUE));
    log.append(FakeLog.sequenced(RED), FakeLog.adopted(1, 2), FakeLog.sequenced(BLUE));
    log.append(FakeLog.decided(RED, BLUE));
    LogVerdict verdict = check(log, behind, behind.receipt(1, 0), log.receipt(1, 2));
    verdict.assertHolds();
    assertThat(verdict.batches()).isEqualTo(3);
    assertThat(verdict.bundles()).isEqualTo(2);
    assertThat(verdict.receipts()).isEqualTo(2);
  }

  @Test
  void findsTwoBatchesAtOneHeight() {
    FakeLog other = log.fork(two).append(FakeLog.sequenced(BLUE));
    log.append(FakeLog.sequenced(RED));
    assertThat(check(log, other).kinds()).containsExactly(Kind.FORK);
  }

  @Test
  void findsABatchThatWasChanged() {
    log.append(FakeLog.sequenced(RED)).append(FakeLog.sequenced(BLUE));
    log.batch(1).put("timeMillis", "0x7");
    assertThat(check().kinds()).containsExactly(Kind.BROKEN_LOG);
  }

  @Test
  void findsABatchThatIsMissing() {
    FakeLog other = log.fork(two).append(FakeLog.sequenced(RED)).append(FakeLog.decided(RED));
    List<LogBatch> read = new ArrayList<>(other.read());
    read.remove(1);
    List<String> signers = members.stream().map(Wallet::address).toList();
    LogVerdict verdict = LogChecker.check(Map.of("one", read), signers, List.of());
    assertThat(verdict.kinds()).contains(Kind.BROKEN_LOG);
  }

  @Test
  void findsACertificateWithoutAQuorum() {
    FakeLog alone = new FakeLog(members.subList(0, 1)).append(FakeLog.adopted(1, 1));
    assertThat(check(alone, alone).kinds()).containsExactly(Kind.UNCERTIFIED);
    FakeLog twice =
        new FakeLog(List.of(members.get(0), members.get(0))).append(FakeLog.adopted(1, 1));
    assertThat(check(twice, twice).kinds()).containsExactly(Kind.UNCERTIFIED);
    FakeLog foreign =
        new FakeLog(List.of(members.get(0), Wallet.named("stranger")))
            .append(FakeLog.adopted(1, 1));
    assertThat(check(foreign, foreign).kinds()).containsExactly(Kind.UNCERTIFIED);
  }

  @Test
  void findsABundleWithTwoPositions() {
    log.append(FakeLog.sequenced(RED)).append(FakeLog.sequenced(RED));
    assertThat(check().kinds()).containsExactly(Kind.SEQUENCED_TWICE);
  }

  @Test
  void findsWhatIsDecidedOrAdoptedTwice() {
    log.append(FakeLog.sequenced(RED)).append(FakeLog.decided(RED)).append(FakeLog.decided(RED));
    assertThat(check().kinds()).containsExactly(Kind.APPLIED_TWICE);
    FakeLog adopting = new FakeLog(two).append(FakeLog.adopted(1, 1), FakeLog.adopted(1, 1));
    assertThat(check(adopting, adopting).kinds()).containsExactly(Kind.APPLIED_TWICE);
  }

  @Test
  void findsAReceiptOfWhatIsNotThere() {
    FakeLog lost = log.fork(two).append(FakeLog.sequenced(RED));
    log.append(FakeLog.sequenced(BLUE));
    assertThat(check(lost.receipt(1, 0)).kinds()).containsExactly(Kind.LOST_RECEIPT);
  }

  @Test
  void findsAReceiptThatProvesNothing() {
    log.append(FakeLog.sequenced(RED), FakeLog.sequenced(BLUE), FakeLog.decided(RED, BLUE));
    ObjectNode proof = log.receipt(1, 1);
    ((ArrayNode) proof.get("inclusionProof")).remove(0);
    assertThat(check(proof).kinds()).containsExactly(Kind.FALSE_RECEIPT);
    ObjectNode signature = log.receipt(1, 1);
    ((ArrayNode) signature.get("certificate").get("signatures")).remove(0);
    assertThat(check(signature).kinds()).containsExactly(Kind.FALSE_RECEIPT);
    ObjectNode batch = log.receipt(1, 1);
    ((ObjectNode) batch.get("batch")).put("term", "0x9");
    assertThat(check(batch).kinds()).containsExactly(Kind.FALSE_RECEIPT);
  }

  /** Roots, hashes and digests agree with the published vectors, which other code made. */
  @Test
  void hashesAsTheVectorsSay() throws IOException {
    JsonNode vectors =
        JsonRpc.JSON.readTree(Repository.root().resolve("docs/vectors/log.json").toFile());
    String networkId = vectors.get("networkId").asText();
    for (JsonNode batch : vectors.get("batches")) {
      List<byte[]> leaves = new ArrayList<>();
      for (JsonNode name : batch.get("entries")) {
        for (JsonNode entry : vectors.get("entries")) {
          if (entry.get("name").equals(name)) {
            leaves.add(
                LogTree.leaf(
                    entry.get("kind").asInt(),
                    Hashing.bytes(entry.get("head").asText()),
                    Hashing.bytes(entry.get("restHash").asText())));
          }
        }
      }
      String root = Hashing.hex(LogTree.root(leaves));
      assertThat(root).isEqualTo(batch.get("root").asText());
      String hash = LogBatch.hash(networkId, batch, leaves.size(), root);
      assertThat(hash).isEqualTo(batch.get("hash").asText());
      byte[] digest =
          LogBatch.certificateDigest(
              networkId,
              batch.get("memberSet").asLong(),
              batch.get("height").asLong(),
              batch.get("void").asBoolean(),
              hash);
      assertThat(Hashing.hex(digest)).isEqualTo(batch.get("certificateDigest").asText());
    }
  }
}
