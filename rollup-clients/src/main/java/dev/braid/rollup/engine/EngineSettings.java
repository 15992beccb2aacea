package dev.braid.rollup.engine;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where one engine is and how it is driven. All three URLs must lead to the same process.
 *
 * @param chainId the chain that reasons name; whether the engine agrees is told by {@code info}
 * @param engine HTTP URL of the Engine API port, which asks for the secret
 * @param jwtSecretFile holds the secret of that port, 32 bytes in hex, as engines write it
 * @param rpc HTTP URL of the public JSON-RPC port with {@code eth}, {@code web3} and, where
 *     offered, {@code debug}
 * @param testing HTTP URL of the port with the {@code testing} namespace; whoever reaches it can
 *     move the engine's head without any secret
 * @param allowRemoteTesting takes a {@code testing} URL that does not lead to this machine
 * @param feeRecipient beneficiary of every block
 */
public record EngineSettings(
    ChainId chainId,
    URI engine,
    Path jwtSecretFile,
    URI rpc,
    URI testing,
    boolean allowRemoteTesting,
    Address feeRecipient) {
  /**
   * @throws IllegalArgumentException when a URL is not one of HTTP, or {@code testing} leads to
   *     another machine and that is not allowed
   */
  public EngineSettings {
    checkHttp("engine", engine);
    checkHttp("rpc", rpc);
    checkHttp("testing", testing);
    if (!allowRemoteTesting && !isLoopback(testing.getHost())) {
      throw new IllegalArgumentException(
          "the testing namespace at "
              + testing.getHost()
              + " is not on this machine: it asks for no secret, and whoever reaches it can move"
              + " the engine's head; allow it explicitly if the network between is yours alone");
    }
  }

  private static void checkHttp(String name, URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(name + " is not an http or https URL with a host");
    }
  }

  /** Names other than {@code localhost} are not looked up: what they mean may change. */
  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean isLiteral = host.startsWith("[") || host.matches("[0-9]+(\\.[0-9]+){3}");
    try {
      return isLiteral && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
