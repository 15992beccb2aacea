package dev.braid.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.contract.TestTransactions;
import dev.braid.rollup.spi.RpcResult;
import dev.braid.rollup.spi.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets, clocks and URLs. */
final class EngineAccessTest {
  private static final String SECRET = "07".repeat(32);
  private static final URI LOCAL = URI.create("http://127.0.0.1:1");

  @TempDir private Path directory;

  private Path file(String content) throws IOException {
    Path file = directory.resolve("jwt.hex");
    Files.writeString(file, content);
    return file;
  }

  private EngineSettings settings(Path secret, URI testing, boolean allowRemote) {
    return new EngineSettings(
        new ChainId(901), LOCAL, secret, LOCAL, testing, allowRemote, Address.ZERO);
  }

  @Test
  void readsTheSecretAsEnginesWriteIt() throws IOException {
    // HS256 over the same claims by another implementation.
    String expected =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDB9."
            + "q7vdxvYJozZ6UoScEnMgFSivYb-nzMGBXN-k-GD5t_8";
    for (String content : new String[] {SECRET, "0x" + SECRET, "  0x" + SECRET + "\n", SECRET}) {
      assertThat(JwtSecret.read(file(content)).token(1_700_000_000L)).isEqualTo(expected);
    }
  }

  @Test
  void aSecretFileOfNoUseIsNamedAndNotShown() throws IOException {
    for (String content : new String[] {"", SECRET + "07", "zz" + SECRET, "0".repeat(5_000)}) {
      Path file = file(content);
      assertThatThrownBy(() -> JwtSecret.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining("0707")
          .hasNoCause();
    }
    Path nowhere = directory.resolve("nowhere");
    assertThatThrownBy(() -> JwtSecret.read(nowhere)).hasMessageContaining(nowhere.toString());
    assertThat(JwtSecret.read(file(SECRET)).toString()).doesNotContain("07");
  }

  @Test
  void aTestingUrlOfAnotherMachineMustBeAllowed() throws IOException {
    Path secret = file(SECRET);
    for (String local : new String[] {"127.0.0.1", "127.1.2.3", "localhost", "[::1]"}) {
      settings(secret, URI.create("http://" + local + ":8545"), false);
    }
    for (String remote : new String[] {"10.0.0.1", "geth.example", "0.0.0.0", "[2001:db8::1]"}) {
      URI url = URI.create("http://" + remote + ":8545");
      assertThatThrownBy(() -> settings(secret, url, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("testing");
      assertThat(settings(secret, url, true).testing()).isEqualTo(url);
    }
    assertThatThrownBy(() -> settings(secret, URI.create("ws://127.0.0.1:8546"), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAWrongSecretAndAClockThatIsOff() throws IOException {
    Path wrong = file(SECRET);
    try (GethRollup geth = GethRollup.start(901)) {
      EngineSettings right = geth.settings();
      EngineSettings settings =
          new EngineSettings(
              right.chainId(),
              right.engine(),
              wrong,
              right.rpc(),
              right.testing(),
              false,
              right.feeRecipient());
      assertThat(trouble(settings, InstantSource.system())).isEqualTo(Trouble.UNAUTHORIZED);
      for (Duration off : new Duration[] {Duration.ofMinutes(10), Duration.ofMinutes(-10)}) {
        Instant ours = Instant.now().plus(off);
        assertThat(trouble(right, InstantSource.fixed(ours))).isEqualTo(Trouble.CLOCK_DRIFT);
      }
    }
  }

  private static Trouble trouble(EngineSettings settings, InstantSource clock) {
    try (EngineClient client = new EngineClient(settings, TestTransactions.CURVE, clock)) {
      return switch (client.head().toCompletableFuture().join()) {
        case RpcResult.Unavailable<?> no -> {
          assertThat(no.why()).startsWith("HTTP status 401");
          yield no.trouble();
        }
        case RpcResult.Answer<?> answer -> throw new AssertionError(answer.toString());
      };
    }
  }
}
