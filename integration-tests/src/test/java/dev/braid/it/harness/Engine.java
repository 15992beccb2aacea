package dev.braid.it.harness;

import java.nio.file.Path;
import java.util.List;

/** What a rollup of a test runs on. */
public enum Engine {
  ANVIL,
  GETH;

  /** Starts one and waits until it answers. */
  public Rollup start(Path directory, long chainId, List<Wallet> funded, String host) {
    return switch (this) {
      case ANVIL -> Anvil.start(directory, chainId, funded, host);
      case GETH -> Geth.start(directory, chainId, funded, host);
    };
  }
}
