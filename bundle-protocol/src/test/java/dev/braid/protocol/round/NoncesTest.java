package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What decided blocks say of nonces, and when that is forgotten. */
final class NoncesTest {
  private final Nonces nonces = new Nonces();

  @Test
  void knowsThatADecidedBlockUsedUpANonce() {
    nonces.decided(slice(901, 4));
    var taken = Objects.requireNonNull(nonces.taken(bundle(slice(901, 4))));
    assertThat(taken.reason().code()).isEqualTo(ReasonCode.CONFLICTS_WITH_EARLIER);
    assertThat(nonces.taken(bundle(slice(901, 5)))).isNull();
    assertThat(nonces.taken(bundle(slice(902, 4)))).as("another rollup").isNull();
  }

  @Test
  void forgetsARollupThatBeginsAnew() {
    nonces.decided(slice(901, 4));
    nonces.decided(slice(902, 4));
    nonces.forget(new ChainId(901));
    assertThat(nonces.taken(bundle(slice(901, 0)))).isNull();
    assertThat(nonces.taken(bundle(slice(902, 0)))).isNotNull();
  }

  private static BundleFootprint bundle(SliceFootprint slice) {
    return new BundleFootprint(
        new BundleId(Bytes32.ZERO),
        new Position(1, 0),
        List.of(slice),
        0,
        0,
        0,
        Level.EXECUTION,
        false);
  }

  private static SliceFootprint slice(long chain, long nonce) {
    return new SliceFootprint(
        new ChainId(chain),
        List.of(
            new TransactionFootprint(
                new TransactionHash(Bytes32.ZERO), Address.ZERO, nonce, 21_000, 100, false)),
        0,
        0);
  }
}
