package dev.braid.it.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.checker.Verdict;
import dev.braid.it.checker.Violation.Kind;
import dev.braid.it.harness.Anvil;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checker that cannot fail proves nothing: every wrong that it looks for is planted once (A1,
 * O2).
 */
final class AtomicityCheckerTest {
  private static final long LEFT = 901;
  private static final long RIGHT = 902;

  private final Wallet alice = Wallet.named("alice");
  private final Wallet bob = Wallet.named("bob");
  private final List<Anvil> anvils = new ArrayList<>();
  private final List<SentBundle> sent = new ArrayList<>();
  private FakeNode node = new FakeNode(List.of());

  @BeforeEach
  void start(@TempDir Path directory) {
    for (long chainId : new long[] {LEFT, RIGHT}) {
      anvils.add(Anvil.start(directory, chainId, List.of(alice, bob)));
    }
    node = new FakeNode(anvils);
  }

  @AfterEach
  void stop() {
    anvils.forEach(Anvil::close);
  }

  @Test
  void holdsWhenEveryBundleLandsWholeOrNotAtAll() {
    ObjectNode mayRevert = Bundles.bundle();
    String reverting = Tx.reverting(LEFT, 1).sign(bob);
    ObjectNode slice =
        Bundles.slice(mayRevert, LEFT, List.of(Tx.storing(LEFT, 0).sign(bob), reverting));
    Bundles.mayRevert(slice, reverting);
    Bundles.slice(mayRevert, RIGHT, List.of(Tx.transfer(RIGHT, 0).sign(bob)));
    ObjectNode refused = Bundles.transfers(bob, 7, LEFT, RIGHT);
    ObjectNode rejected = Bundles.transfers(bob, 8, LEFT, RIGHT);

    sent.addAll(node.land(Bundles.transfers(alice, 0, LEFT, RIGHT), mayRevert));
    sent.addAll(node.land(Bundles.transfers(alice, 1, LEFT, RIGHT)));
    sent.add(new SentBundle(refused, null));
    sent.add(new SentBundle(rejected, node.rejected(rejected)));

    Verdict verdict = check();
    verdict.assertHolds();
    assertThat(verdict.landed()).isEqualTo(3);
    assertThat(verdict.transactions()).isEqualTo(7);
  }

  @Test
  void findsABundleThatOneRollupAdoptedAfterTheOtherFailed() {
    for (String state : new String[] {"included", "rejected"}) {
      sent.clear();
      int nonce = state.equals("included") ? 0 : 1;
      ObjectNode bundle = Bundles.transfers(alice, nonce, LEFT);
      String told = Tx.reverting(RIGHT, nonce).sign(alice);
      Bundles.slice(bundle, RIGHT, List.of(told));
      node.mine(LEFT, List.of(bundle.path("slices").path(0).path("txs").path(0).asText()));
      ObjectNode answer = node.rejected(bundle).put("state", state);
      sent.add(new SentBundle(bundle, answer));

      assertThat(check().kinds()).contains(Kind.PARTIAL);
    }
  }

  @Test
  void findsARevertThatWasNotAllowed() {
    ObjectNode bundle = Bundles.transfers(alice, 0, LEFT);
    Bundles.slice(bundle, RIGHT, List.of(Tx.reverting(RIGHT, 0).sign(alice)));
    sent.addAll(node.land(bundle));

    assertThat(check().kinds()).containsExactly(Kind.REVERTED);
  }

  @Test
  void findsASliceThatIsSplitByAnotherBundle() {
    String first = Tx.transfer(LEFT, 0).sign(alice);
    String second = Tx.transfer(LEFT, 1).sign(alice);
    String between = Tx.transfer(LEFT, 0).sign(bob);
    node.mine(LEFT, List.of(first, between, second));
    sendAsIncluded(List.of(first, second));
    sendAsIncluded(List.of(between));

    assertThat(check().kinds()).containsExactly(Kind.SPLIT_SLICE);
  }

  @Test
  void findsASliceThatIsSplitOverTwoBlocks() {
    String first = Tx.transfer(LEFT, 0).sign(alice);
    String second = Tx.transfer(LEFT, 1).sign(alice);
    node.mine(LEFT, List.of(first));
    node.mine(LEFT, List.of(second));
    sendAsIncluded(List.of(first, second));

    assertThat(check().kinds()).containsExactly(Kind.SPLIT_SLICE);
  }

  @Test
  void findsASliceInAnotherOrder() {
    String first = Tx.transfer(LEFT, 0).sign(alice);
    String second = Tx.transfer(LEFT, 0).sign(bob);
    node.mine(LEFT, List.of(second, first));
    sendAsIncluded(List.of(first, second));

    assertThat(check().kinds()).containsExactly(Kind.SPLIT_SLICE);
  }

  @Test
  void findsBundlesOutOfTheOrderOfTheirPositions() {
    String early = Tx.transfer(LEFT, 0).sign(alice);
    String late = Tx.transfer(LEFT, 0).sign(bob);
    node.mine(LEFT, List.of(late, early));
    sendAsIncluded(List.of(early));
    sendAsIncluded(List.of(late));

    assertThat(check().kinds()).containsExactly(Kind.ORDER);
  }

  @Test
  void findsATransactionThatNoBundleBrought() {
    node.mine(LEFT, List.of(Tx.transfer(LEFT, 0).sign(bob)));

    assertThat(check().kinds()).containsExactly(Kind.FOREIGN);
  }

  @Test
  void findsATransactionThatTwoBundlesAreSaidToHaveBrought() {
    String shared = Tx.transfer(LEFT, 0).sign(alice);
    String more = Tx.transfer(LEFT, 1).sign(alice);
    node.mine(LEFT, List.of(shared, more));
    sendAsIncluded(List.of(shared));
    sendAsIncluded(List.of(shared, more));

    assertThat(check().kinds()).contains(Kind.TWICE);
  }

  @Test
  void findsASliceOutsideItsBounds() {
    ObjectNode late = Bundles.transfers(alice, 0, LEFT);
    ((ObjectNode) late.path("slices").path(0)).put("minBlock", "0x2").put("maxBlock", "0x3");
    ObjectNode expired = Bundles.transfers(bob, 0, RIGHT).put("maxTimestamp", 1_600_000_000);
    sent.addAll(node.land(late, expired));

    Verdict verdict = check();
    assertThat(verdict.kinds()).containsExactly(Kind.OUT_OF_BOUNDS);
    assertThat(verdict.violations()).hasSize(2);
  }

  @Test
  void findsEveryUntrueWord() {
    ObjectNode bundle = Bundles.transfers(alice, 0, LEFT, RIGHT);
    ObjectNode truth =
        (ObjectNode) java.util.Objects.requireNonNull(node.land(bundle).get(0).told());
    expectUntrue(bundle, slice(truth.deepCopy()).put("blockHash", "0x" + "ab".repeat(32)));
    expectUntrue(bundle, slice(truth.deepCopy()).put("blockNumber", "0x2"));
    expectUntrue(bundle, slice(truth.deepCopy()).put("firstIndex", "0x1"));
    expectUntrue(bundle, slice(truth.deepCopy()).put("payment", "0x1"));
    expectUntrue(bundle, slice(truth.deepCopy()).put("state", "waiting"));
    expectUntrue(bundle, transaction(truth.deepCopy()).put("status", "0x0"));
    expectUntrue(bundle, transaction(truth.deepCopy()).put("gasUsed", "0x5209"));
    expectUntrue(bundle, transaction(truth.deepCopy()).put("transactionHash", "0x00"));
    for (ObjectNode lie :
        List.of(
            truth.deepCopy().put("statusCode", 100),
            truth.deepCopy().put("cursor", "1-x"),
            truth.deepCopy().put("bundleId", "0x" + "00".repeat(32)),
            truth.deepCopy().put("reason", 1).putObject("reason").put("code", "REVERTED"))) {
      sent.clear();
      ObjectNode told = lie.has("code") ? truth.deepCopy().set("reason", lie) : lie;
      sent.add(new SentBundle(bundle, told));
      assertThat(check().kinds()).describedAs(told.toString()).containsExactly(Kind.UNTRUE);
    }
    sent.clear();
    sent.add(new SentBundle(bundle, node.rejected(bundle)));
    assertThat(check().kinds()).containsExactly(Kind.UNTRUE);
    ObjectNode never = Bundles.transfers(bob, 0, LEFT, RIGHT);
    sent.clear();
    sent.add(new SentBundle(bundle, truth));
    sent.add(new SentBundle(never, truth.deepCopy().put("bundleId", "0x01")));
    assertThat(check().kinds()).containsExactly(Kind.UNTRUE);
  }

  @Test
  void findsABundleThatIsNotFinal() {
    ObjectNode bundle = Bundles.transfers(alice, 0, LEFT, RIGHT);
    sent.add(new SentBundle(bundle, node.rejected(bundle).put("state", "sequenced")));

    assertThat(check().kinds()).contains(Kind.NOT_FINAL);
  }

  @Test
  void doesNotBlameARejectedBundleForATransactionThatAnotherBundleBrought() {
    ObjectNode winner = Bundles.transfers(alice, 0, LEFT, RIGHT);
    ObjectNode loser = Bundles.transfers(alice, 0, LEFT);
    Tx other = Tx.transfer(RIGHT, 0).withValue(BigInteger.TWO);
    Bundles.slice(loser, RIGHT, List.of(other.sign(alice)));
    sent.addAll(node.land(winner));
    sent.add(new SentBundle(loser, node.rejected(loser)));

    check().assertHolds();
  }

  private Verdict check() {
    return AtomicityChecker.check(node.urls(), sent);
  }

  private void sendAsIncluded(List<String> raws) {
    ObjectNode bundle = Bundles.bundle();
    Bundles.slice(bundle, LEFT, raws);
    sent.add(new SentBundle(bundle, node.included(bundle)));
  }

  /** {@code part} is a changed part of a told bundle, found again by its root. */
  private void expectUntrue(ObjectNode bundle, Changed part) {
    sent.clear();
    sent.add(new SentBundle(bundle, part.root()));
    assertThat(check().kinds()).describedAs(part.root().toString()).containsExactly(Kind.UNTRUE);
  }

  private record Changed(ObjectNode root, ObjectNode part) {
    Changed put(String name, String value) {
      part.put(name, value);
      return this;
    }
  }

  private static Changed slice(ObjectNode told) {
    return new Changed(told, (ObjectNode) ((ArrayNode) told.get("slices")).get(0));
  }

  private static Changed transaction(ObjectNode told) {
    return new Changed(told, (ObjectNode) told.path("slices").path(0).path("transactions").path(0));
  }
}
