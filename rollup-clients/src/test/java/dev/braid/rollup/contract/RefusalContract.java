package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Full;
import dev.braid.rollup.spi.PrepareOutcome.Refused;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bad transactions: each kind refused, with its reason, and nothing left behind. */
public abstract class RefusalContract extends RollupClientContract {
  @Test
  void refusesANonceThatIsUsedUp() {
    BlockRef first = ref(extend(head(), List.of(List.of(transfer(0, 0)))));
    assertRefused(
        first,
        transfer(0).withValue(BigInteger.TWO).sign(rollup().key(0)),
        ReasonCode.NONCE_TOO_LOW);
  }

  @Test
  void refusesANonceThatIsAhead() {
    assertRefused(head(), transfer(0, 3), ReasonCode.NONCE_TOO_HIGH);
  }

  @Test
  void refusesWhatTheSenderCannotPay() {
    assertRefused(
        head(),
        transfer(0).withValue(TestTransactions.ETHER.pow(2)).sign(rollup().key(0)),
        ReasonCode.INSUFFICIENT_FUNDS);
  }

  @Test
  void refusesAFeeBelowTheBaseFee() {
    assertRefused(
        head(),
        transfer(0).withFees(BigInteger.ONE, BigInteger.ONE).sign(rollup().key(0)),
        ReasonCode.FEE_TOO_LOW);
  }

  @Test
  void refusesGasBelowTheIntrinsicAndAboveTheBlocks() {
    assertRefused(
        head(), transfer(0).withGasLimit(20_999).sign(rollup().key(0)), ReasonCode.GAS_LIMIT);
    assertRefused(
        head(), transfer(0).withGasLimit(100_000_000).sign(rollup().key(0)), ReasonCode.GAS_LIMIT);
  }

  @Test
  void refusesWhatItCannotRead() {
    ChainId other = new ChainId(rollup().chainId().value() + 1);
    byte[] cut = transfer(0, 0).raw().toArray();
    assertRefused(
        head(), TestTransactions.transfer(other, 0).sign(rollup().key(0)), ReasonCode.INVALID);
    assertRefused(head(), RawTransaction.of(Bytes.fromHex("0xdeadbeef")), ReasonCode.INVALID);
    assertRefused(head(), RawTransaction.of(Bytes.EMPTY), ReasonCode.INVALID);
    assertRefused(
        head(), RawTransaction.of(Bytes.of(cut).slice(0, cut.length - 2)), ReasonCode.INVALID);
    byte[] longer = Arrays.copyOf(cut, cut.length + 1);
    assertRefused(head(), RawTransaction.of(Bytes.of(longer)), ReasonCode.INVALID);
  }

  @Test
  void namesTheFirstBadTransactionOfEachSlice() {
    RawTransaction poor =
        transfer(0).withValue(TestTransactions.ETHER.pow(2)).sign(rollup().key(1));
    RawTransaction cheap =
        transfer(0).withFees(BigInteger.ONE, BigInteger.ONE).sign(rollup().key(2));
    List<SliceFailure> failures =
        refused(
            head(),
            List.of(
                List.of(transfer(0, 0)),
                List.of(transfer(3, 0), poor),
                List.of(transfer(4, 0)),
                List.of(cheap, poor)));
    assertThat(failures).extracting(SliceFailure::slice).containsExactly(1, 3);
    Reason first = failures.get(0).reason();
    assertThat(first.code()).isEqualTo(ReasonCode.INSUFFICIENT_FUNDS);
    assertThat(first.chainId()).isEqualTo(rollup().chainId());
    assertThat(first.transactionHash()).isEqualTo(poor.hash());
    assertThat(first.transactionIndex()).isEqualTo(1);
    assertThat(failures.get(1).reason().code()).isEqualTo(ReasonCode.FEE_TOO_LOW);
    assertThat(failures.get(1).reason().transactionIndex()).isZero();
  }

  @Test
  void findsNoncesInTheWrongOrder() {
    List<SliceFailure> failures =
        refused(head(), List.of(List.of(transfer(0, 1)), List.of(transfer(0, 0))));
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).slice()).isZero();
    assertThat(failures.get(0).reason().code()).isEqualTo(ReasonCode.NONCE_TOO_HIGH);
  }

  @Test
  void blamesTheLaterOfTwoThatNeedOneNonce() {
    RawTransaction dearer =
        transfer(0)
            .withFees(
                TestTransactions.GWEI.multiply(BigInteger.valueOf(50)),
                TestTransactions.GWEI.multiply(BigInteger.valueOf(20)))
            .sign(rollup().key(0));
    RawTransaction cheaper = transfer(0).withValue(BigInteger.TWO).sign(rollup().key(0));
    for (RawTransaction later : List.of(dearer, cheaper, transfer(0, 0))) {
      List<SliceFailure> failures =
          refused(head(), List.of(List.of(transfer(1, 0), transfer(0, 0)), List.of(later)));
      assertThat(failures).hasSize(1);
      assertThat(failures.get(0).slice()).isEqualTo(1);
      assertThat(failures.get(0).reason().code()).isEqualTo(ReasonCode.NONCE_TOO_LOW);
    }
  }

  @Test
  void findsWhatBecomesUnaffordableInTheMiddleOfTheBlock() {
    BigInteger most = TestTransactions.ETHER.multiply(BigInteger.valueOf(9_999));
    RawTransaction spends = transfer(0).withValue(most).sign(rollup().key(0));
    RawTransaction spendsAgain = transfer(1).withValue(most).sign(rollup().key(0));
    List<SliceFailure> failures =
        refused(head(), List.of(List.of(spends), List.of(transfer(1, 0)), List.of(spendsAgain)));
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).slice()).isEqualTo(2);
    assertThat(failures.get(0).reason().code()).isEqualTo(ReasonCode.INSUFFICIENT_FUNDS);
  }

  @Test
  void tellsHowManySlicesFit() {
    // Code that burns its gas: JUMPDEST, PUSH1 0, JUMP.
    Bytes burn = Bytes.fromHex("0x5b600056");
    List<List<RawTransaction>> slices = new ArrayList<>();
    for (int key = 0; key < 5; key++) {
      slices.add(
          List.of(
              transfer(0)
                  .to(null)
                  .withValue(BigInteger.ZERO)
                  .withData(burn)
                  .withGasLimit(14_000_000)
                  .sign(rollup().key(key))));
    }
    BlockRef genesis = head();
    PrepareOutcome outcome = prepare(genesis, slices);
    assertThat(outcome).isInstanceOf(Full.class);
    int fits = ((Full) outcome).fits();
    assertThat(fits).isBetween(1, 4);
    candidate(genesis, slices.subList(0, fits));
  }

  private void assertRefused(BlockRef parent, RawTransaction bad, ReasonCode code) {
    RawTransaction good = transfer(7, 0);
    List<SliceFailure> failures = refused(parent, List.of(List.of(good), List.of(bad)));
    assertThat(failures).hasSize(1);
    SliceFailure failure = failures.get(0);
    assertThat(failure.slice()).isEqualTo(1);
    assertThat(failure.reason().code()).as(failure.reason().message()).isEqualTo(code);
    assertThat(failure.reason().transactionHash()).isEqualTo(bad.hash());
    assertThat(failure.reason().transactionIndex()).isZero();
  }

  /** Also checks that a refusal leaves the parent as the head, and nothing for the next block. */
  private List<SliceFailure> refused(BlockRef parent, List<List<RawTransaction>> slices) {
    PrepareOutcome outcome = prepare(parent, slices);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(head()).isEqualTo(parent);
    assertThat(candidate(parent, List.of()).header().gasUsed()).isZero();
    return ((Refused) outcome).failures();
  }
}
