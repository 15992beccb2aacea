package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.PlainChain;
import dev.braid.it.harness.Wallet;
import dev.braid.it.harness.WalletScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Wallets on {@code /rollup/<chainId>}: transfer, deployment, reverting call, nonce gap that
 * closes, replacement by fee, refusals. What viem, ethers and cast report is what they report of a
 * plain engine of the same kind.
 */
final class WalletTest {
  private static final long CHAIN = 901;

  @ParameterizedTest
  @EnumSource(WalletScript.class)
  void reportsOnGethWhatItReportsOfAPlainGeth(WalletScript script, @TempDir Path directory)
      throws Exception {
    Reports reports = reports(Engine.GETH, script, directory);
    assertThat(masked(reports.braid())).isEqualTo(masked(reports.plain()));
  }

  /** anvil's own pool knows no underpriced replacement, and has words of its own for refusals. */
  @ParameterizedTest
  @EnumSource(WalletScript.class)
  void reportsOnAnvilWhatItReportsOfAPlainAnvil(WalletScript script, @TempDir Path directory)
      throws Exception {
    Reports reports = reports(Engine.ANVIL, script, directory);
    for (String chapter : List.of("transfer", "deployment", "revertingCall", "nonceGap")) {
      assertThat(reports.braid().path(chapter))
          .describedAs(chapter)
          .isEqualTo(reports.plain().path(chapter));
    }
    assertThat(reports.braid().at("/replacement/after").asInt()).isEqualTo(2);
    assertThat(reports.braid().path("refusals").toString())
        .contains("nonce too low", "insufficient funds", "already known");
  }

  private record Reports(JsonNode braid, JsonNode plain) {}

  private static Reports reports(Engine engine, WalletScript script, Path directory)
      throws Exception {
    Wallet wallet = Wallet.named("wallet");
    JsonNode[] told = new JsonNode[2];
    Network.run(
        directory,
        List.of(wallet),
        Network.plan().rollup(CHAIN, engine).blockTime("1s"),
        network -> {
          network.node().start();
          told[0] = script.tell(directory, network.node().url() + "/rollup/" + CHAIN, wallet);
        });
    Path beside = Files.createDirectory(directory.resolve("plain"));
    try (PlainChain chain = PlainChain.start(engine, beside, CHAIN, List.of(wallet))) {
      told[1] = script.tell(beside, chain.url(), wallet);
    }
    return new Reports(told[0], told[1]);
  }

  /** Amounts of wei in texts depend on the base fees of so many blocks; all else must be equal. */
  private static String masked(JsonNode report) throws Exception {
    String text = JsonRpc.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    return text.replaceAll("(balance|cost|overshot) [0-9]+", "$1 #");
  }
}
