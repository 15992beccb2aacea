package dev.braid.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A wallet library as its users run it, from {@code integration-tests/npm}: it tells one story. */
public enum WalletScript {
  VIEM,
  ETHERS,
  CAST;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What it reports, chapter by chapter. */
  public JsonNode tell(Path directory, String url, Wallet wallet) {
    Path npm = Repository.root().resolve("integration-tests/npm");
    String script = npm.resolve(name().toLowerCase(java.util.Locale.ROOT) + ".mjs").toString();
    Path cast = Repository.root().resolve("coordinator/npm/node_modules/.bin/cast");
    Path log = directory.resolve(name() + ".log");
    List<String> command = List.of("node", script, url, wallet.secret(), cast.toString());
    try (Child child = Child.start(name(), command, Map.of(), directory, log)) {
      if (child.awaitExit(PATIENCE) != 0) {
        throw new AssertionError(name() + " on " + url + ":\n" + child.output());
      }
      return JsonRpc.JSON.readTree(child.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
