package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetSocketAddress;

/**
 * The configured address, for listening and for the others to call. Hazelcast's own choice goes by
 * the addresses that network interfaces list, among which 127.0.0.2 is not.
 */
record OneAddress(InetSocketAddress address) implements MemberAddressProvider {
  @Override
  public InetSocketAddress getBindAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
    return address;
  }
}
