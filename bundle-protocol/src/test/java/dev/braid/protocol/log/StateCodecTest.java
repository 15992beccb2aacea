package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Bytes;
import org.junit.jupiter.api.Test;

class StateCodecTest {
  private final TestNetwork network = TestNetwork.started(2);

  @Test
  void everyByteOfACheckpointIsGuarded() {
    network.applied(network.transfers(901, 902));
    Bytes bytes = StateCodec.encode(network.state);
    for (int i = 0; i < bytes.size(); i++) {
      byte[] damaged = bytes.toArray();
      damaged[i] ^= 0x10;
      assertThatExceptionOfType(MalformedValueException.class)
          .isThrownBy(() -> StateCodec.decode(Bytes.wrap(damaged)));
      Bytes cut = bytes.slice(0, i);
      assertThatExceptionOfType(MalformedValueException.class)
          .isThrownBy(() -> StateCodec.decode(cut));
    }
  }

  @Test
  void theEmptyStateHasACheckpointToo() {
    assertThat(StateCodec.decode(StateCodec.encode(State.empty()))).isEqualTo(State.empty());
  }

  /** One state, one encoding: the list is not left out when it is empty. */
  @Test
  void aCheckpointWithoutTheListOfOrdinaryTransactionsIsRefused() {
    Bytes whole = StateCodec.encode(State.empty());
    Bytes body = whole.slice(0, whole.size() - 32 - 4);
    byte[] older = java.util.Arrays.copyOf(body.toArray(), body.size() + 32);
    System.arraycopy(Keccak.hash(body).bytes().toArray(), 0, older, body.size(), 32);
    assertThatExceptionOfType(MalformedValueException.class)
        .isThrownBy(() -> StateCodec.decode(Bytes.wrap(older)));
  }
}
