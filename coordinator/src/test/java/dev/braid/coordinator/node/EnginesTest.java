package dev.braid.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.config.ConfigFile;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.ChainId;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EnginesTest {
  @Test
  void givesTheRoundsOfARollupTheGasThatIsConfigured() throws Exception {
    assertThat(blockGas(", gasLimit: 60000000")).isEqualTo(60_000_000);
    assertThat(blockGas(", gasLimit: 1000000")).isEqualTo(1_000_000);
    assertThat(blockGas("")).isEqualTo(30_000_000);
  }

  private static long blockGas(String more) throws Exception {
    String rollup = "{chainId: 901, client: anvil, rpc: \"http://127.0.0.1:1\"" + more + "}";
    var config = ConfigFile.parse("rollups:\n  - " + rollup + "\n", "test.yaml", Path.of("."));
    try (Engines engines = new Engines(config.rollups(), Accounts.CURVE)) {
      var handle = Objects.requireNonNull(engines.handles().get(new ChainId(901)));
      assertThat(engines.candidates().getFirst().blockGasLimit()).isEqualTo(handle.blockGasLimit());
      return handle.blockGasLimit();
    }
  }
}
