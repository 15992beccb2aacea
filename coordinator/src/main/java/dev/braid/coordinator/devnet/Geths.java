package dev.braid.coordinator.devnet;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilCommand;
import dev.braid.rollup.geth.GethBinary;
import dev.braid.rollup.geth.GethCommand;
import dev.braid.rollup.geth.GethDirectory;
import dev.braid.rollup.geth.GethGenesis;
import dev.braid.rollup.geth.GethVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The devnet's geths: each has a directory with its files, its secret and its data. */
final class Geths {
  private static final String HOST = "127.0.0.1";
  private static final Duration INIT = Duration.ofSeconds(30);

  private final GethBinary.Found geth;
  private final Workspace workspace;
  private final Secp256k1 curve;

  private Geths(GethBinary.Found geth, Workspace workspace, Secp256k1 curve) {
    this.geth = geth;
    this.workspace = workspace;
    this.curve = curve;
  }

  /**
   * @param home the repository
   * @throws DevnetException when there is no geth that can be used
   */
  static Geths find(Path home, Workspace workspace, Secp256k1 curve) {
    return switch (GethBinary.find(home)) {
      case GethBinary.Found found -> new Geths(found, workspace, curve);
      case GethBinary.Missing missing -> throw new DevnetException(missing.why());
    };
  }

  GethVersion version() {
    return geth.version();
  }

  /** Writes the files of this rollup's geth; its first time it gets its genesis block too. */
  Rollup.Access access(ChainId chainId, int port) {
    GethDirectory directory = directory(chainId);
    try {
      directory.write(
          GethGenesis.json(
              chainId, AnvilCommand.GENESIS_SECONDS, GethGenesis.mnemonicAccounts(curve)));
      if (!directory.isInitialised()) {
        init(chainId, directory);
        directory.markInitialised();
      }
    } catch (IOException e) {
      throw new DevnetException("cannot write the files of rollup " + chainId + ": " + e, e);
    }
    return new Rollup.Access(port, directory.jwtSecret());
  }

  List<String> command(ChainId chainId, int port, Rollup.Access access) {
    return GethCommand.start(geth.file(), directory(chainId), chainId, HOST, port, access.port());
  }

  private GethDirectory directory(ChainId chainId) {
    return new GethDirectory(workspace.directory().resolve("rollup-" + chainId));
  }

  private void init(ChainId chainId, GethDirectory directory) throws IOException {
    directory.erase();
    List<String> command = GethCommand.init(geth.file(), directory);
    Child init =
        Child.start(
            "geth init for rollup " + chainId,
            command,
            workspace.log("rollup-" + chainId),
            String.join(" ", command));
    init.awaitEnd(INIT);
    if (init.isAlive() || !init.succeeded()) {
      throw new DevnetException(init.name() + " failed. It said:\n" + init.tail());
    }
  }
}
