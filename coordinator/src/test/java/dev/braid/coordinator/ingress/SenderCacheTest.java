package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SenderCacheTest {
  private final AtomicInteger recoveries = new AtomicInteger();
  private final SenderCache cache =
      new SenderCache(
          new Secp256k1() {
            @Override
            public @Nullable Address recover(Bytes32 digest, Signature signature) {
              recoveries.incrementAndGet();
              return Accounts.CURVE.recover(digest, signature);
            }

            @Override
            public Signature sign(Bytes32 digest, PrivateKey key) {
              return Accounts.CURVE.sign(digest, key);
            }

            @Override
            public Address address(PrivateKey key) {
              return Accounts.CURVE.address(key);
            }
          },
          2);

  @Test
  void recoversOnceAndForgetsWhatWasNotUsedLongest() {
    Bytes32[] digests = new Bytes32[3];
    Signature[] signatures = new Signature[3];
    for (int i = 0; i < 3; i++) {
      digests[i] = Bytes32.fromHex("0x" + "%064x".formatted(i + 1));
      signatures[i] = cache.sign(digests[i], Accounts.BOB.key());
    }
    assertThat(cache.recover(digests[0], signatures[0])).isEqualTo(Accounts.BOB.address());
    assertThat(cache.recover(digests[1], signatures[1])).isEqualTo(Accounts.BOB.address());
    assertThat(cache.recover(digests[0], signatures[0])).isEqualTo(Accounts.BOB.address());
    assertThat(recoveries).hasValue(2);
    cache.recover(digests[2], signatures[2]);
    cache.recover(digests[0], signatures[0]);
    assertThat(recoveries).hasValue(3);
    cache.recover(digests[1], signatures[1]);
    assertThat(recoveries).hasValue(4);
  }

  @Test
  void aSignatureOfAnotherDigestIsAnotherQuestion() {
    Bytes32 one = Bytes32.fromHex("0x" + "%064x".formatted(1));
    Bytes32 two = Bytes32.fromHex("0x" + "%064x".formatted(2));
    Signature signature = cache.sign(one, Accounts.BOB.key());
    assertThat(cache.recover(one, signature)).isEqualTo(Accounts.BOB.address());
    assertThat(cache.recover(two, signature)).isNotEqualTo(Accounts.BOB.address());
    assertThat(cache.recover(one, new Signature(Bytes.wrap(new byte[65])))).isNull();
  }
}
