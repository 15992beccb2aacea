package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.types.ChainId;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The methods that a path offers: {@code /}, or {@code /rollup/<chainId>} in decimal or 0x hex. */
final class RollupPaths {
  static final String PREFIX = "/rollup/";
  private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,18}");
  private static final Pattern HEX = Pattern.compile("0x[1-9a-fA-F][0-9a-fA-F]{0,15}");

  private final MethodTable root;
  private final Predicate<ChainId> isKnown;

  RollupPaths(MethodTable root, Predicate<ChainId> isKnown) {
    this.root = root;
    this.isKnown = isKnown;
  }

  MethodTable methods(String path) {
    if (!path.startsWith(PREFIX)) {
      return root;
    }
    ChainId chainId = parse(path.substring(PREFIX.length()));
    if (chainId == null || !isKnown.test(chainId)) {
      return MethodTable.refusing(
          RpcError.of(RpcError.UNKNOWN, "UNKNOWN_ROLLUP", "no rollup has this chain id"));
    }
    return MethodTable.refusing(RpcError.notYet("a rollup's own path").chain(chainId));
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
