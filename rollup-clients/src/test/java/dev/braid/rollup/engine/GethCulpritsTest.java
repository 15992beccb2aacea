package dev.braid.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.contract.RollupClientContract;
import dev.braid.rollup.contract.TestRollup;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Full;
import dev.braid.rollup.spi.PrepareOutcome.Refused;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** All culprits of a list, in few builds: geth refuses a list as a whole and names a sender. */
final class GethCulpritsTest extends RollupClientContract {
  private static final BigInteger MOST = TestTransactions.ETHER.multiply(BigInteger.valueOf(9_999));

  @Override
  protected TestRollup start() {
    return GethRollup.start(901);
  }

  private RawTransaction spends(int key, long nonce) {
    return transfer(nonce).withValue(MOST).sign(rollup().key(key));
  }

  /** The codes by slice, and in {@code builds} how many blocks are asked for at most. */
  private Map<Integer, ReasonCode> codes(
      BlockRef parent, List<List<RawTransaction>> slices, int builds) {
    GethRollup geth = (GethRollup) rollup();
    try (EngineProxy rpc = new EngineProxy(geth.rpcUrl());
        EngineClient client =
            new EngineClient(geth.settings(geth.engineUrl(), rpc.url()), TestTransactions.CURVE)) {
      PrepareOutcome outcome = await(client.prepare(request(parent, slices)));
      assertThat(outcome).isInstanceOf(Refused.class);
      assertThat(rpc.asked().stream().filter("testing_buildBlockV1"::equals))
          .hasSizeLessThanOrEqualTo(builds);
      Map<Integer, ReasonCode> codes = new TreeMap<>();
      for (SliceFailure failure : ((Refused) outcome).failures()) {
        codes.put(failure.slice(), failure.reason().code());
        List<RawTransaction> slice = slices.get(failure.slice());
        assertThat(failure.reason().transactionHash())
            .isEqualTo(slice.get(failure.reason().transactionIndex()).hash());
      }
      List<List<RawTransaction>> rest = new ArrayList<>();
      for (int i = 0; i < slices.size(); i++) {
        if (!codes.containsKey(i)) {
          rest.add(slices.get(i));
        }
      }
      candidate(parent, rest);
      return codes;
    }
  }

  @Test
  void whatShowsInNoncesFeesAndGasIsFoundAtOnce() {
    List<List<RawTransaction>> slices =
        List.of(
            List.of(transfer(0, 0)),
            List.of(transfer(1, 0), transfer(1, 2)),
            List.of(transfer(0).withFees(BigInteger.ONE, BigInteger.ONE).sign(rollup().key(2))),
            List.of(transfer(0).withGasLimit(20_000).sign(rollup().key(3))),
            List.of(TestTransactions.transfer(new ChainId(1), 0).sign(rollup().key(4))),
            List.of(transfer(0, 0)),
            List.of(RawTransaction.of(Bytes.fromHex("0x02c0"))),
            List.of(transfer(5, 0)));
    assertThat(codes(head(), slices, 2))
        .isEqualTo(
            Map.of(
                1, ReasonCode.NONCE_TOO_HIGH,
                2, ReasonCode.FEE_TOO_LOW,
                3, ReasonCode.GAS_LIMIT,
                4, ReasonCode.INVALID,
                5, ReasonCode.NONCE_TOO_LOW,
                6, ReasonCode.INVALID));
  }

  @Test
  void whoRunsOutOfMoneyIsNamedByTheEngineOneAfterTheOther() {
    List<List<RawTransaction>> slices =
        List.of(
            List.of(spends(0, 0)),
            List.of(transfer(1, 0), spends(0, 1)),
            List.of(spends(2, 0), spends(2, 1)),
            List.of(transfer(2, 0)),
            List.of(transfer(1, 1)));
    assertThat(codes(head(), slices, 4))
        .isEqualTo(
            Map.of(
                1, ReasonCode.INSUFFICIENT_FUNDS,
                2, ReasonCode.INSUFFICIENT_FUNDS,
                4, ReasonCode.NONCE_TOO_HIGH));
  }

  @Test
  void moneyThatComesWithinTheBlockCounts() {
    BigInteger twice = TestTransactions.ETHER.multiply(BigInteger.valueOf(15_000));
    List<List<RawTransaction>> slices =
        List.of(
            List.of(transfer(0).to(address(1)).withValue(MOST).sign(rollup().key(0))),
            List.of(transfer(0).withValue(twice).sign(rollup().key(1))));
    candidate(head(), slices);
  }

  @Test
  void ofSeveralThatFitTheWordsTheOneThatFailsIsFound() {
    BigInteger half = TestTransactions.ETHER.multiply(BigInteger.valueOf(4_500));
    List<List<RawTransaction>> slices = new ArrayList<>();
    for (int nonce = 0; nonce < 4; nonce++) {
      slices.add(List.of(transfer(nonce).withValue(half).sign(rollup().key(0))));
      slices.add(List.of(transfer(1, nonce)));
    }
    Map<Integer, ReasonCode> codes = codes(head(), slices, 3);
    assertThat(codes)
        .isEqualTo(Map.of(4, ReasonCode.INSUFFICIENT_FUNDS, 6, ReasonCode.NONCE_TOO_HIGH));
  }

  @Test
  void aReasonThatNamesNobodyIsFoundByHalving() {
    // More initcode than EIP-3860 allows.
    RawTransaction tooLong =
        transfer(0)
            .to(null)
            .withValue(BigInteger.ZERO)
            .withData(Bytes.wrap(new byte[49_153]))
            .withGasLimit(5_000_000)
            .sign(rollup().key(9));
    List<List<RawTransaction>> slices = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      slices.add(i == 7 ? List.of(transfer(8, 0), tooLong) : List.of(transfer(i % 4, i / 4)));
    }
    slices.set(3, List.of(transfer(10, 0), transfer(10, 1)));
    slices.set(11, List.of(transfer(11, 0)));
    assertThat(codes(head(), slices, 7)).isEqualTo(Map.of(7, ReasonCode.INVALID));
  }

  @Test
  void gasAboveWhatOneTransactionMayAskForIsFound() {
    List<List<RawTransaction>> slices =
        List.of(
            List.of(transfer(0, 0)),
            List.of(transfer(0).withGasLimit(16_777_217).sign(rollup().key(1))));
    assertThat(codes(head(), slices, 2)).isEqualTo(Map.of(1, ReasonCode.GAS_LIMIT));
  }

  @Test
  void limitsThatAreNotUsedUpDoNotFillTheBlock() {
    List<List<RawTransaction>> slices = new ArrayList<>();
    for (int key = 0; key < 6; key++) {
      slices.add(List.of(transfer(0).withGasLimit(16_000_000).sign(rollup().key(key))));
    }
    candidate(head(), slices);
  }

  @Test
  void ofASliceThatFitsNoBlockTheGasIsToBlame() {
    List<RawTransaction> burns = new ArrayList<>();
    for (int nonce = 0; nonce < 5; nonce++) {
      burns.add(
          transfer(nonce)
              .to(null)
              .withValue(BigInteger.ZERO)
              .withData(Bytes.fromHex("0x5b600056"))
              .withGasLimit(16_000_000)
              .sign(rollup().key(0)));
    }
    BlockRef genesis = head();
    assertThat(codes(genesis, List.of(burns, List.of(transfer(1, 0))), 6))
        .isEqualTo(Map.of(0, ReasonCode.GAS_LIMIT));
    assertThat(prepare(genesis, List.of(List.of(transfer(1, 0)), burns, List.of(transfer(2, 0)))))
        .isEqualTo(new Full(1));
  }
}
