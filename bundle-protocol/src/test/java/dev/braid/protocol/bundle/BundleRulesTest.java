package dev.braid.protocol.bundle;

import static dev.braid.protocol.testing.Accounts.ALICE;
import static dev.braid.protocol.testing.Accounts.BOB;
import static dev.braid.protocol.testing.Accounts.CURVE;
import static dev.braid.protocol.testing.Bundles.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleViolation.Code;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.testing.Bundles;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every refusal of the static rules, with its field path; and what just passes. */
final class BundleRulesTest {
  private static final Limits LIMITS = Limits.DEFAULT;
  private static final Set<Code> SEEN = new TreeSet<>();
  private static final RawTransaction A = ALICE.transfer(901, 0);
  private static final RawTransaction B = BOB.transfer(902, 7);

  @AfterAll
  static void everyRefusalWasSeen() {
    assertThat(SEEN).containsExactly(Code.values());
  }

  @Test
  void acceptsAPlainBundleAndDecodesIt() {
    Bundle bundle = Bundles.of(slice(901, A), slice(902, B));
    DecodedBundle decoded = accepted(bundle, LIMITS);
    assertThat(decoded.id()).isEqualTo(BundleDigest.id(bundle));
    assertThat(decoded.slices().get(1).transactions().get(0).hash()).isEqualTo(B.hash());
    assertThat(senders(decoded))
        .isEqualTo(
            new BundleCheck.Recovered(List.of(List.of(ALICE.address()), List.of(BOB.address()))));
  }

  @Test
  void refusesWhatIsEmpty() {
    same(refused(Bundles.of()), violation(Code.EMPTY_BUNDLE, "slices", null, null, null, -1));
    assertThat(refused(Bundles.of(slice(901, A), slice(902))).field()).isEqualTo("slices[1].txs");
    expect(Code.EMPTY_SLICE, Bundles.of(slice(901)));
  }

  @Test
  void refusesEachSizeByOne() {
    Bundle two = Bundles.of(slice(901, A, ALICE.transfer(901, 1)), slice(902, B));
    int bytes =
        two.slices().stream()
            .flatMap(s -> s.transactions().stream())
            .mapToInt(t -> t.raw().size())
            .sum();

    accepted(two, limits(2, 3, bytes, 42_000));
    same(
        refused(two, limits(1, 3, bytes, 42_000)),
        violation(Code.TOO_MANY_SLICES, "slices", 1L, 2L, null, -1));
    same(
        refused(two, limits(2, 2, bytes, 42_000)),
        violation(Code.TOO_MANY_TRANSACTIONS, "slices", 2L, 3L, null, -1));
    same(
        refused(two, limits(2, 3, bytes - 1, 42_000)),
        violation(Code.BUNDLE_TOO_LARGE, "slices", bytes - 1L, (long) bytes, null, -1));
    same(
        refused(two, limits(2, 3, bytes, 41_999)),
        violation(Code.GAS_LIMIT, "slices[0].txs", 41_999L, 42_000L, 901L, -1));
  }

  @Test
  void refusesATransactionThatIsTooLargeByOne() {
    RawTransaction large =
        RawTransaction.of(Bytes.wrap(new byte[LIMITS.maxTransactionBytes() + 1]));
    BundleViolation found = refused(Bundles.of(slice(901, A), slice(902, B, large)));
    assertThat(found.code()).isEqualTo(Code.TRANSACTION_TOO_LARGE);
    assertThat(found.field()).isEqualTo("slices[1].txs[1]");
    assertThat(found.limit()).isEqualTo(131_072);
    assertThat(found.actual()).isEqualTo(131_073);
    RawTransaction fits = RawTransaction.of(Bytes.wrap(new byte[LIMITS.maxTransactionBytes()]));
    assertThat(refused(Bundles.of(slice(901, fits))).code())
        .isEqualTo(Code.UNSUPPORTED_TRANSACTION);
  }

  @Test
  void addsUpGasLimitsWithoutOverflow() {
    RawTransaction greatest = ALICE.transfer(901, 0, Long.MAX_VALUE);
    RawTransaction another = ALICE.transfer(901, 1, Long.MAX_VALUE);
    BundleViolation found = refused(Bundles.of(slice(901, greatest, another)));
    assertThat(found.code()).isEqualTo(Code.GAS_LIMIT);
    assertThat(found.actual()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesChainsThatAreUnknownOrNamedTwice() {
    same(
        refused(Bundles.of(slice(901, A), slice(999, B))),
        violation(Code.UNKNOWN_CHAIN, "slices[1].chainId", null, null, 999L, -1));
    same(
        refused(Bundles.of(slice(901, A), slice(901, ALICE.transfer(901, 1)))),
        violation(Code.DUPLICATE_CHAIN, "slices[1].chainId", null, null, 901L, -1));
  }

  @Test
  void refusesALevelThatARollupDoesNotOffer() {
    Bundle wants = Bundles.of(slice(901, A), slice(907, ALICE.transfer(907, 0)));
    same(refused(wants), violation(Code.LEVEL, "minimumLevel", null, null, 907L, -1));
    accepted(with(wants, 0, 0, Level.BEST_EFFORT, "", 0, Address.ZERO), LIMITS);
  }

  @Test
  void refusesTransactionsByKindChainAndShape() {
    RawTransaction cut = RawTransaction.of(A.raw().slice(0, A.raw().size() - 1));
    BundleViolation malformed = refused(Bundles.of(slice(902, B), slice(901, A, cut)));
    assertThat(malformed.code()).isEqualTo(Code.MALFORMED_TRANSACTION);
    assertThat(malformed.field()).isEqualTo("slices[1].txs[1]");
    assertThat(malformed.chainId()).isEqualTo(new ChainId(901));
    assertThat(malformed.transactionHash()).isEqualTo(cut.hash());
    assertThat(malformed.transactionIndex()).isEqualTo(1);

    byte[] blob = A.raw().toArray();
    blob[0] = 3;
    BundleViolation unsupported =
        refused(Bundles.of(slice(901, RawTransaction.of(Bytes.wrap(blob)))));
    assertThat(unsupported.code()).isEqualTo(Code.UNSUPPORTED_TRANSACTION);
    assertThat(unsupported.message()).contains("EIP-4844");

    BundleViolation elsewhere = refused(Bundles.of(slice(902, A)));
    assertThat(elsewhere.code()).isEqualTo(Code.CHAIN_ID_MISMATCH);
    assertThat(elsewhere.limit()).isEqualTo(902);
    assertThat(elsewhere.actual()).isEqualTo(901);

    BundleViolation gas = refused(Bundles.of(slice(901, ALICE.transfer(901, 0, 20_999))));
    assertThat(gas.code()).isEqualTo(Code.INTRINSIC_GAS);
    assertThat(gas.limit()).isEqualTo(21_000);
    accepted(Bundles.of(slice(901, ALICE.transfer(901, 0, 21_000))), LIMITS);
  }

  @Test
  void refusesTheSameTransactionTwiceAnywhere() {
    BundleViolation found = refused(Bundles.of(slice(901, A, A)));
    assertThat(found.code()).isEqualTo(Code.DUPLICATE_TRANSACTION);
    assertThat(found.field()).isEqualTo("slices[0].txs[1]");
    assertThat(refused(Bundles.of(slice(901, A), slice(902, A))).field())
        .isEqualTo("slices[1].txs[0]");
  }

  @Test
  void revertingHashesNameTransactionsOfTheirSliceOnce() {
    accepted(Bundles.of(reverting(A.hash())), LIMITS);
    BundleViolation unknown = refused(Bundles.of(reverting(A.hash(), B.hash()), slice(902, B)));
    assertThat(unknown.code()).isEqualTo(Code.UNKNOWN_REVERTING_HASH);
    assertThat(unknown.field()).isEqualTo("slices[0].revertingTxHashes[1]");
    BundleViolation twice = refused(Bundles.of(reverting(A.hash(), A.hash())));
    assertThat(twice.code()).isEqualTo(Code.DUPLICATE_REVERTING_HASH);
    assertThat(twice.field()).isEqualTo("slices[0].revertingTxHashes[1]");
  }

  @Test
  void refusesEmptyRangesAndNumbersOutOfRange() {
    Slice blocks = new Slice(new ChainId(901), List.of(A), List.of(), 6, 5);
    same(
        refused(Bundles.of(blocks)),
        violation(Code.EMPTY_BLOCK_RANGE, "slices[0].maxBlock", 6L, 5L, 901L, -1));
    accepted(Bundles.of(new Slice(new ChainId(901), List.of(A), List.of(), 5, 5)), LIMITS);
    accepted(Bundles.of(new Slice(new ChainId(901), List.of(A), List.of(), 5, 0)), LIMITS);
    for (Slice slice :
        List.of(
            new Slice(new ChainId(901), List.of(A), List.of(), -1, 0),
            new Slice(new ChainId(901), List.of(A), List.of(), 0, -1))) {
      expect(Code.NUMBER_OUT_OF_RANGE, Bundles.of(slice));
    }
    same(
        refused(times(11, 10)),
        violation(Code.EMPTY_TIME_RANGE, "maxTimestamp", 11L, 10L, null, -1));
    accepted(times(10, 10), LIMITS);
    accepted(times(10, 0), LIMITS);
    expect(Code.NUMBER_OUT_OF_RANGE, times(-1, 0));
    expect(Code.NUMBER_OUT_OF_RANGE, times(0, -1));
    expect(Code.NUMBER_OUT_OF_RANGE, replaceable("a", -1, ALICE.address()));
  }

  @Test
  void replacementNeedsAShortPrintableUuidAndASubmitter() {
    accepted(replaceable(" ~".repeat(32), 0, ALICE.address()), LIMITS);
    BundleViolation tooLong = refused(replaceable("a".repeat(65), 1, ALICE.address()));
    assertThat(tooLong.code()).isEqualTo(Code.REPLACEMENT_UUID_TOO_LONG);
    assertThat(tooLong.limit()).isEqualTo(64);
    assertThat(tooLong.actual()).isEqualTo(65);
    for (String bad : List.of("a\n", "\u007f", "ä", "\u0000")) {
      expect(Code.REPLACEMENT_UUID_CHARACTERS, replaceable(bad, 1, ALICE.address()));
    }
    expect(Code.REPLACEMENT_NEEDS_SUBMITTER, replaceable("a", 1, Address.ZERO));
    expect(Code.REPLACEMENT_UUID_MISSING, replaceable("", 1, ALICE.address()));
  }

  @Test
  void aDeadlineIsNeitherPastNorTooFarAhead() {
    long now = 1_790_000_000L;
    long timeMillis = now * 1000 + 999;
    assertThat(deadline(0, timeMillis)).isNull();
    assertThat(deadline(now, timeMillis)).isNull();
    same(
        deadline(now - 1, timeMillis),
        violation(Code.DEADLINE_PASSED, "maxTimestamp", now, now - 1, null, -1));
    assertThat(deadline(now + 600, timeMillis)).isNull();
    same(
        deadline(now + 601, timeMillis),
        violation(Code.DEADLINE_TOO_FAR, "maxTimestamp", now + 600, now + 601, null, -1));
    assertThat(deadline(Long.MAX_VALUE, timeMillis)).isNotNull();
  }

  @Test
  void saysWhatIsNotOfferedYet() {
    assertThat(BundleRules.notYet(Bundles.of(slice(901, A)))).isNull();
    Bundle retry =
        new Bundle(List.of(slice(901, A)), 0, 0, Level.EXECUTION, true, "", 0, Address.ZERO);
    assertThat(seen(BundleRules.notYet(retry)).field()).isEqualTo("retry");
    assertThat(seen(BundleRules.notYet(replaceable("a", 1, ALICE.address()))).field())
        .isEqualTo("replacementUuid");
  }

  @Test
  void aSendersNoncesRiseWithinASlice() {
    RawTransaction a1 = ALICE.transfer(901, 1);
    RawTransaction otherA1 = ALICE.transfer(901, 1, 22_000);
    assertThat(senders(accepted(Bundles.of(slice(901, A, BOB.transfer(901, 0), a1)), LIMITS)))
        .isInstanceOf(BundleCheck.Recovered.class);
    BundleViolation twice = refusedSenders(Bundles.of(slice(902, B), slice(901, A, a1, otherA1)));
    assertThat(twice.code()).isEqualTo(Code.DUPLICATE_NONCE);
    assertThat(twice.field()).isEqualTo("slices[1].txs[2]");
    assertThat(twice.transactionHash()).isEqualTo(otherA1.hash());
    assertThat(refusedSenders(Bundles.of(slice(901, a1, A))).code()).isEqualTo(Code.NONCE_FALLS);
  }

  @Test
  void aTransactionNeedsASender() {
    Transaction a = ((DecodeResult.Decoded) TransactionDecoder.decode(A)).transaction();
    // 5 is the x of no point of the curve.
    RawTransaction nobody =
        a.content().withSignature(Signature.of(BigInteger.valueOf(5), a.signature().s(), true));
    BundleViolation found = refusedSenders(Bundles.of(slice(901, nobody)));
    assertThat(found.code()).isEqualTo(Code.NO_SENDER);
    assertThat(found.field()).isEqualTo("slices[0].txs[0]");
  }

  @Test
  void onlyTheSubmittersOwnSignatureCounts() {
    Bundle anonymous = Bundles.of(slice(901, A));
    Bundle alices = with(anonymous, 0, 0, Level.EXECUTION, "", 0, ALICE.address());
    Authorization byAlice = typed(BundleDigest.id(alices).value(), true);
    assertThat(authorized(alices, byAlice)).isNull();
    assertThat(authorized(alices, new Authorization.Header())).isNull();
    assertThat(authorized(anonymous, new Authorization.Anonymous())).isNull();

    assertThat(seen(authorized(alices, typed(BundleDigest.id(alices).value(), false))).field())
        .isEqualTo("signature");
    assertThat(seen(authorized(alices, typed(BundleDigest.id(anonymous).value(), true))).code())
        .isEqualTo(Code.BAD_SIGNATURE);
    assertThat(seen(authorized(alices, new Authorization.Anonymous())).field())
        .isEqualTo("signature");
    assertThat(seen(authorized(anonymous, typed(BundleDigest.id(anonymous).value(), true))).field())
        .isEqualTo("submitter");
    assertThat(seen(authorized(anonymous, new Authorization.Header())).field())
        .isEqualTo("submitter");
  }

  @Test
  void onlyTheSubmitterTakesABundleBack() {
    Bundle bundle = with(Bundles.of(slice(901, A)), 0, 0, Level.EXECUTION, "", 0, ALICE.address());
    Authorization right = typed(BundleDigest.cancel(BundleDigest.id(bundle)), true);
    assertThat(cancel(bundle, ALICE.address(), right)).isNull();
    assertThat(cancel(bundle, ALICE.address(), new Authorization.Header())).isNull();
    assertThat(cancel(bundle, BOB.address(), right)).isNotNull();
    assertThat(cancel(bundle, ALICE.address(), new Authorization.Anonymous())).isNotNull();
    // The bundle's own signature is no cancellation.
    assertThat(cancel(bundle, ALICE.address(), typed(BundleDigest.id(bundle).value(), true)))
        .isNotNull();
    assertThat(seen(cancel(bundle, Address.ZERO, right)).field()).isEqualTo("bundleId");
  }

  private static @Nullable BundleViolation cancel(
      Bundle bundle, Address submitter, Authorization authorization) {
    return SubmitterRules.checkCancel(BundleDigest.id(bundle), submitter, authorization, CURVE);
  }

  private static @Nullable BundleViolation authorized(Bundle bundle, Authorization authorization) {
    return SubmitterRules.check(bundle, BundleDigest.id(bundle), authorization, CURVE);
  }

  private static Authorization typed(Bytes32 digest, boolean byAlice) {
    return new Authorization.Typed(CURVE.sign(digest, (byAlice ? ALICE : BOB).key()));
  }

  private static @Nullable BundleViolation deadline(long maxTimestamp, long timeMillis) {
    BundleViolation found = BundleRules.checkDeadline(times(0, maxTimestamp), LIMITS, timeMillis);
    return found == null ? null : seen(found);
  }

  private static Slice reverting(TransactionHash... hashes) {
    return new Slice(new ChainId(901), List.of(A), Arrays.asList(hashes), 0, 0);
  }

  private static Bundle times(long min, long max) {
    return with(Bundles.of(slice(901, A)), min, max, Level.EXECUTION, "", 0, Address.ZERO);
  }

  private static Bundle replaceable(String uuid, long nonce, Address submitter) {
    return with(Bundles.of(slice(901, A)), 0, 0, Level.EXECUTION, uuid, nonce, submitter);
  }

  private static Bundle with(
      Bundle bundle, long min, long max, Level level, String uuid, long nonce, Address submitter) {
    return new Bundle(bundle.slices(), min, max, level, false, uuid, nonce, submitter);
  }

  private static Limits limits(int slices, int transactions, int bytes, long gas) {
    Limits l = LIMITS;
    return new Limits(
        slices,
        transactions,
        l.maxTransactionBytes(),
        bytes,
        gas,
        l.maxReplacementUuidBytes(),
        l.maxLifetimeMillis(),
        l.defaultLifetimeMillis(),
        l.maxPendingBundles(),
        l.maxPendingBytes(),
        l.maxBatchBytes(),
        l.maxBatchEntries(),
        l.maxBundlesPerRound(),
        l.maxPasses(),
        l.maxAttempts(),
        l.maxUncertifiedBatches(),
        l.maxRollups());
  }

  private static BundleViolation violation(
      Code code,
      String field,
      @Nullable Long limit,
      @Nullable Long actual,
      @Nullable Long chain,
      int index) {
    return new BundleViolation(
        code, field, "", limit, actual, chain == null ? null : new ChainId(chain), null, index);
  }

  private static void same(@Nullable BundleViolation found, BundleViolation expected) {
    assertThat(found).usingRecursiveComparison().ignoringFields("message").isEqualTo(expected);
  }

  /** 901 to 903 offer EXECUTION, 907 BEST_EFFORT; there is no other. */
  private static @Nullable Level level(ChainId chain) {
    return chain.value() == 907
        ? Level.BEST_EFFORT
        : chain.value() >= 901 && chain.value() <= 903 ? Level.EXECUTION : null;
  }

  private static DecodedBundle accepted(Bundle bundle, Limits limits) {
    BundleCheck check = BundleRules.check(bundle, limits, BundleRulesTest::level);
    assertThat(check).isInstanceOf(BundleCheck.Accepted.class);
    return ((BundleCheck.Accepted) check).bundle();
  }

  private static void expect(Code code, Bundle bundle) {
    assertThat(refused(bundle).code()).isEqualTo(code);
  }

  private static BundleViolation refused(Bundle bundle) {
    return refused(bundle, LIMITS);
  }

  private static BundleViolation refused(Bundle bundle, Limits limits) {
    BundleCheck check = BundleRules.check(bundle, limits, BundleRulesTest::level);
    assertThat(check).isInstanceOf(BundleCheck.Refused.class);
    return seen(((BundleCheck.Refused) check).violation());
  }

  private static BundleCheck.Senders senders(DecodedBundle bundle) {
    return TransactionRules.senders(bundle, new SenderRecovery(CURVE));
  }

  private static BundleViolation refusedSenders(Bundle bundle) {
    BundleCheck.Senders senders = senders(accepted(bundle, LIMITS));
    assertThat(senders).isInstanceOf(BundleCheck.Refused.class);
    return seen(((BundleCheck.Refused) senders).violation());
  }

  private static BundleViolation seen(@Nullable BundleViolation violation) {
    assertThat(violation).isNotNull();
    if (violation == null) {
      throw new AssertionError();
    }
    SEEN.add(violation.code());
    assertThat(violation.message()).isNotBlank();
    return violation;
  }
}
