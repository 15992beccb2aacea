package dev.braid.protocol.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IntrinsicGasTest {
  private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");

  @Test
  void countsCalldataAccessListAndCreation() {
    assertThat(IntrinsicGas.of(transaction(TO, "0x", List.of()))).isEqualTo(21_000);
    assertThat(IntrinsicGas.of(transaction(TO, "0x00ff00", List.of()))).isEqualTo(21_024);
    List<AccessListEntry> list =
        List.of(
            new AccessListEntry(TO, List.of(Bytes32.ZERO, Bytes32.ZERO)),
            new AccessListEntry(TO, List.of()));
    assertThat(IntrinsicGas.of(transaction(TO, "0x", list)))
        .isEqualTo(21_000 + 2 * 2_400 + 2 * 1_900);
    assertThat(IntrinsicGas.of(transaction(null, "0x" + "01".repeat(33), List.of())))
        .isEqualTo(21_000 + 32_000 + 33 * 16 + 2 * 2);
  }

  @Test
  void givesTheFloorOfPragueApart() {
    assertThat(IntrinsicGas.floor(transaction(TO, "0x", List.of()))).isEqualTo(21_000);
    assertThat(IntrinsicGas.floor(transaction(TO, "0x00ff00", List.of())))
        .isEqualTo(21_000 + 10 * (2 + 4));
  }

  private static Transaction transaction(
      @Nullable Address to, String data, List<AccessListEntry> accessList) {
    RawTransaction raw =
        new UnsignedTransaction(
                1,
                new ChainId(901),
                0,
                1_000_000,
                BigInteger.ONE,
                BigInteger.ONE,
                to,
                BigInteger.ZERO,
                Bytes.fromHex(data),
                accessList)
            .sign(Accounts.CURVE, Accounts.ALICE.key());
    return ((DecodeResult.Decoded) TransactionDecoder.decode(raw)).transaction();
  }
}
