package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.types.ChainId;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The methods that a path offers: {@code /}, or {@code /rollup/<chainId>} in decimal or 0x hex. */
final class RollupPaths {
  static final String PREFIX = "/rollup/";
  private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,18}");
  private static final Pattern HEX = Pattern.compile("0x[1-9a-fA-F][0-9a-fA-F]{0,15}");

  private final MethodTable root;
  private final Function<ChainId, MethodTable> rollups;

  /**
   * @param rollups the methods of a rollup's path, which may all be refused
   */
  RollupPaths(MethodTable root, Function<ChainId, MethodTable> rollups) {
    this.root = root;
    this.rollups = rollups;
  }

  /** No path of rollups. */
  static RollupPaths none(MethodTable root) {
    return new RollupPaths(root, chainId -> unknown());
  }

  MethodTable methods(String path) {
    if (!path.startsWith(PREFIX)) {
      return root;
    }
    ChainId chainId = parse(path.substring(PREFIX.length()));
    return chainId == null ? unknown() : rollups.apply(chainId);
  }

  static MethodTable unknown() {
    return MethodTable.refusing(
        RpcError.of(RpcError.UNKNOWN, "UNKNOWN_ROLLUP", "no rollup has this chain id"));
  }

  private static @org.jspecify.annotations.Nullable ChainId parse(String text) {
    try {
      if (DECIMAL.matcher(text).matches()) {
        return new ChainId(Long.parseLong(text));
      }
      return HEX.matcher(text).matches()
          ? new ChainId(Long.parseLong(text, 2, text.length(), 16))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
