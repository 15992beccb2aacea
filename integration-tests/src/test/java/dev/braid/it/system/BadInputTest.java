package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.checker.Verdict;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Wallet;
import dev.braid.it.harness.cluster.Doors;
import dev.braid.it.load.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in over HTTP, the answer is the documented error and the node forgets nothing. */
final class BadInputTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int OVERLOAD = -32005;

  private final Wallet alice = Wallet.named("alice");
  private final Wallet bob = Wallet.named("bob");
  private final List<Wallet> crowd = Wallet.many("crowd", 300);

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyBadRequestGetsItsErrorAndNothingIsForgotten(int members, @TempDir Path directory)
      throws Exception {
    List<BadCase> cases = new ArrayList<>(BadBundles.all(alice));
    cases.addAll(BadRequests.all());
    Doors.run(
        members,
        directory,
        List.of(alice, bob),
        new long[] {901, 902},
        doors -> {
          JsonRpc node = doors.first();
          Book book = new Book();
          book.send(node, Bundles.transfers(bob, 0, 901, 902));
          book.settle(node, DEADLINE);
          SoftAssertions softly = new SoftAssertions();
          int turn = 0;
          for (BadCase bad : cases) {
            check(softly, bad, doors.of(turn++).post(bad.body()));
            softly
                .assertThat(doors.health())
                .describedAs("health after " + bad.name())
                .isEqualTo(200);
          }
          softly.assertAll();
          System.out.println(cases.size() + " bad requests, each with its error");
          book.send(node, Bundles.transfers(bob, 1, 901, 902));
          Verdict verdict = AtomicityChecker.check(doors.rollups(), book.settle(node, DEADLINE));
          verdict.assertHolds();
          assertThat(verdict.landed()).isEqualTo(2);
        });
  }

  private static void check(SoftAssertions softly, BadCase bad, JsonRpc.Answer answer) {
    String what = bad.name() + ": HTTP " + answer.status() + " " + answer.json();
    JsonNode data = answer.error().path("data");
    softly.assertThat(answer.status()).describedAs(what).isEqualTo(bad.httpStatus());
    softly.assertThat(answer.code()).describedAs(what).isEqualTo(bad.code());
    softly.assertThat(data.path("retryable").isBoolean()).describedAs(what).isTrue();
    // The same bytes may succeed later in one case only: when the deadline has come near enough.
    boolean later = bad.reason().equals("DEADLINE_TOO_FAR");
    softly.assertThat(data.path("retryable").asBoolean()).describedAs(what).isEqualTo(later);
    softly.assertThat(answer.error().path("message").asText()).describedAs(what).isNotEmpty();
    if (!bad.reason().isEmpty()) {
      softly.assertThat(answer.reason()).describedAs(what).isEqualTo(bad.reason());
    }
    if (!bad.field().isEmpty()) {
      softly.assertThat(data.path("field").asText("")).describedAs(what).isEqualTo(bad.field());
    }
    if (bad.limit() != null) {
      softly.assertThat(data.path("limit").asLong()).describedAs(what).isEqualTo(bad.limit());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void threeThousandRequestsAtOnceAreAnsweredOrToldWhenToComeBack(
      int members, @TempDir Path directory) throws Exception {
    Doors.run(
        members,
        directory,
        crowd,
        new long[] {901, 902},
        doors -> {
          JsonRpc node = doors.first();
          Book book = new Book();
          List<ObjectNode> bundles = new ArrayList<>();
          for (Wallet wallet : crowd) {
            bundles.add(Bundles.transfers(wallet, 0, 901, 902));
          }
          Map<String, Integer> outcomes = new TreeMap<>();
          List<CompletableFuture<?>> all = new ArrayList<>();
          for (int copy = 0; copy < 10; copy++) {
            for (ObjectNode bundle : bundles) {
              String id = book.sending(bundle);
              all.add(
                  doors
                      .of(copy)
                      .callAsync("atomic_sendBundle", bundle)
                      .thenAccept(answer -> note(outcomes, book, id, answer)));
            }
          }
          CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
          System.out.println("3,000 requests at once: " + outcomes);
          assertThat(outcomes.keySet()).isSubsetOf("answered", "told when to come back");
          assertThat(doors.health()).isEqualTo(200);
          List<SentBundle> settled = book.settle(node, DEADLINE);
          Verdict verdict = AtomicityChecker.check(doors.rollups(), settled);
          verdict.assertHolds();
          assertThat(verdict.landed()).isEqualTo((int) book.acknowledged()).isPositive();
        });
  }

  private static void note(
      Map<String, Integer> outcomes, Book book, String id, JsonRpc.Answer answer) {
    book.answered(id, answer);
    JsonNode data = answer.error().path("data");
    boolean comeBack =
        answer.code() == OVERLOAD
            && data.path("retryable").asBoolean()
            && data.hasNonNull("retryAfterMillis");
    boolean answered = answer.json().has("result");
    String outcome = comeBack ? "told when to come back" : answer.json().toString();
    synchronized (outcomes) {
      outcomes.merge(answered ? "answered" : outcome, 1, Integer::sum);
    }
  }
}
