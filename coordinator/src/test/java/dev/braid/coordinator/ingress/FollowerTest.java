package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a member answers that does not lead, and may be behind the one that does. */
final class FollowerTest {
  private TestNode node;
  private long nonce;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode("http: {port: 0, timeouts: {answer: 700ms}}");
    node.leaders.lead(TestLeaders.OTHER);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  /** A bundle as the log has it and as a client sends it. */
  private record Made(Entry.BundleSequenced entry, String json) {
    BundleId id() {
      return entry.id();
    }
  }

  private Made made(long chainId) {
    nonce++;
    Entry.BundleSequenced entry = SoloNode.transfers(nonce, chainId);
    String slice =
        BundleText.slice(chainId, entry.bundle().slices().getFirst().transactions().getFirst());
    return new Made(entry, BundleText.bundle(slice));
  }

  private JsonNode read(Made bundle) throws Exception {
    return node.raw(TestNode.call("atomic_getBundle", "[\"" + bundle.id().toHex() + "\"]"));
  }

  @Test
  void asksTheLeaderBeforeItSaysUnknown() throws Exception {
    Made bundle = made(901);
    BadInputTest.assertError(read(bundle), -32001, "UNKNOWN_BUNDLE", null);
    node.peers.answers = false;
    BadInputTest.assertError(read(bundle), -32002, "UNAVAILABLE", null);
    node.leaders.lead(null);
    JsonNode error = read(bundle);
    BadInputTest.assertError(error, -32002, "NO_QUORUM", null);
    assertThat(error.get("error").get("data").get("retryable").asBoolean()).isTrue();
  }

  @Test
  void asksTheLeaderBeforeItRefusesABundleForItsDeadlineO2() throws Exception {
    String late =
        BundleText.bundle(BundleText.slice(901, BundleText.transfer(901)), "\"maxTimestamp\":1");
    JsonNode refused = node.raw(TestNode.call("atomic_sendBundle", "[" + late + "]"));
    BadInputTest.assertError(refused, -32003, "DEADLINE_PASSED", "maxTimestamp");
    BundleId id = BundleId.fromHex(refused.get("error").get("data").get("bundleId").asText());
    node.peers.known.put(id, new Position(node.ledger.certifiedHeight() + 1, 0));
    JsonNode behind = node.raw(TestNode.call("atomic_sendBundle", "[" + late + "]"));
    BadInputTest.assertError(behind, -32002, "BEHIND", null);
  }

  @Test
  void waitsUntilItHasSeenWhatTheLeaderKnows() throws Exception {
    Made bundle = made(901);
    Position next = new Position(node.ledger.certifiedHeight() + 1, 0);
    node.peers.known.put(bundle.id(), next);
    BadInputTest.assertError(read(bundle), -32002, "BEHIND", null);

    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return read(bundle);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(node.ledger.append(bundle.entry())).isNull();
    assertThat(answer.get(20, TimeUnit.SECONDS).get("result").get("state").asText())
        .isEqualTo("sequenced");
  }

  @Test
  void refusesBundlesWithNoQuorumWhenNobodyLeadsForLongAndServesReads() throws Exception {
    Made bundle = made(901);
    assertThat(node.ledger.append(bundle.entry())).isNull();
    node.leaders.lead(null);
    JsonNode refused = node.raw(TestNode.call("atomic_sendBundle", "[" + made(902).json() + "]"));
    BadInputTest.assertError(refused, -32002, "NO_QUORUM", null);
    assertThat(refused.get("error").get("data").get("retryAfterMillis").asText()).startsWith("0x");
    assertThat(read(bundle).has("result")).isTrue();
    assertThat(node.get("/health").statusCode()).isEqualTo(206);
  }

  @Test
  void answersABundleOnlyWhenItsOwnStoreHasItD1() throws Exception {
    node.leaders.lead(TestLeaders.SELF);
    Made bundle = made(901);
    node.onSubmit =
        request ->
            SubmitReply.newBuilder()
                .setAccepted(
                    SubmitReply.Accepted.newBuilder()
                        .setCursor(
                            ValueCodec.to(new Position(node.ledger.certifiedHeight() + 1, 0))))
                .build();
    JsonNode behind = node.raw(TestNode.call("atomic_sendBundle", "[" + bundle.json() + "]"));
    BadInputTest.assertError(behind, -32000, "UNKNOWN_OUTCOME", null);

    Made second = made(902);
    node.onSubmit =
        request -> {
          Position next = new Position(node.ledger.certifiedHeight() + 1, 0);
          var unused =
              CompletableFuture.runAsync(
                  () -> node.ledger.append(second.entry()),
                  CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
          return SubmitReply.newBuilder()
              .setAccepted(SubmitReply.Accepted.newBuilder().setCursor(ValueCodec.to(next)))
              .build();
        };
    assertThat(node.result("atomic_sendBundle", "[" + second.json() + "]").get("bundleId").asText())
        .isEqualTo(second.id().toHex());
  }
}
