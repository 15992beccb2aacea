package dev.braid.rollup.geth;

import dev.braid.protocol.types.ChainId;
import java.nio.file.Path;
import java.util.List;

/**
 * How geth must be started so that Braid can drive it and a crash costs at most its last blocks,
 * which Braid hands over again: full sync (under snap sync it ignores the second block), every
 * state kept by hash (under the default scheme {@code kill -9} loses the whole chain), no snapshot,
 * no peers, no transaction of anybody else's, and nothing that listens beyond the two ports.
 */
public final class GethCommand {
  /** Megabytes; geth's own default writes files of more than a gigabyte for an empty chain. */
  private static final String CACHE = "64";

  /** State by hash: geth refuses to start when this and what is on the disk differ. */
  private static final List<String> SCHEME = List.of("--state.scheme", "hash");

  private GethCommand() {}

  /** To be run once, before the first start, and to end with 0: see {@link GethDirectory}. */
  public static List<String> init(Path geth, GethDirectory directory) {
    return List.of(
        geth.toString(),
        "init",
        SCHEME.getFirst(),
        SCHEME.getLast(),
        "--datadir",
        directory.data().toString(),
        directory.genesis().toString());
  }

  /**
   * @param host the only address that it listens on; a loopback one, unless the network between is
   *     as trustworthy: who reaches the first port can make blocks
   * @param httpPort public RPC and {@code testing}
   * @param enginePort Engine API, for who knows the secret
   */
  public static List<String> start(
      Path geth,
      GethDirectory directory,
      ChainId chainId,
      String host,
      int httpPort,
      int enginePort) {
    return List.of(
        geth.toString(),
        "--config",
        directory.config().toString(),
        "--datadir",
        directory.data().toString(),
        "--networkid",
        chainId.toString(),
        "--nodiscover",
        "--maxpeers",
        "0",
        "--nat",
        "none",
        "--syncmode",
        "full",
        SCHEME.getFirst(),
        SCHEME.getLast(),
        "--gcmode",
        "archive",
        "--snapshot=false",
        "--cache",
        CACHE,
        "--http",
        "--http.addr",
        host,
        "--http.port",
        Integer.toString(httpPort),
        "--http.api",
        "eth,net,web3,debug,txpool,testing",
        "--authrpc.addr",
        host,
        "--authrpc.port",
        Integer.toString(enginePort),
        "--authrpc.jwtsecret",
        directory.jwtSecret().toString(),
        "--ipcdisable");
  }
}
