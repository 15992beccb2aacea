package dev.braid.coordinator.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From where an address can be reached. */
public final class Reach {
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private Reach() {}

  /** Every address of the machine at once. */
  static boolean isWildcard(String host) {
    return resolve(host) instanceof InetAddress address && address.isAnyLocalAddress();
  }

  /**
   * On this machine alone. Names other than {@code localhost} are not looked up: what they mean may
   * change.
   */
  static boolean isLoopback(String host) {
    boolean isLiteral = host.startsWith("[") || ADDRESS.matcher(host).matches();
    return host.equalsIgnoreCase("localhost")
        || (isLiteral
            && resolve(host) instanceof InetAddress address
            && address.isLoopbackAddress());
  }

  /**
   * As {@link #isPublic(InetAddress)}. A name that does not resolve now is not public: the member
   * cannot listen on it either.
   */
  static boolean isPublic(String host) {
    InetAddress address = resolve(host);
    return address != null && isPublic(address);
  }

  /**
   * Neither loopback, nor link-local, nor of a private network (RFC 1918, RFC 6598, RFC 4193); the
   * wildcard, which is all addresses, is public.
   */
  public static boolean isPublic(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !isShared(address)
        && !isUniqueLocal(address);
  }

  /** 100.64.0.0/10 (RFC 6598), which overlay networks use. */
  private static boolean isShared(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
  }

  /** fc00::/7 (RFC 4193). */
  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }

  private static @Nullable InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
