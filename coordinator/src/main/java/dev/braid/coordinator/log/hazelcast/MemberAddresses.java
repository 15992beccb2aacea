package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.config.ClusterConfig;
import dev.braid.coordinator.config.HostPort;
import dev.braid.protocol.types.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is where: a member's signing address and the place where it listens for the others. Hazelcast
 * knows a member by the second, everything else in Braid by the first.
 */
public final class MemberAddresses {
  private final Address self;
  private final Map<Address, HostPort> places;

  // Names are looked up once: nobody waits for a name server where members speak.
  private final Map<com.hazelcast.cluster.Address, Address> known = new ConcurrentHashMap<>();

  /**
   * @param self signing address of this member, one of {@code places}
   * @param places of all members by signing address, in the configuration's order
   */
  public MemberAddresses(Address self, Map<Address, HostPort> places) {
    this.self = self;
    this.places = new LinkedHashMap<>(places);
    if (!this.places.containsKey(self)) {
      throw new IllegalArgumentException(self + " is not one of the members " + places.keySet());
    }
  }

  /** As the configuration has them. */
  public static MemberAddresses of(ClusterConfig config) {
    Map<Address, HostPort> places = new LinkedHashMap<>();
    Address self = null;
    for (ClusterConfig.Member member : config.members()) {
      places.put(member.address(), member.at());
      if (member.at().equals(config.self())) {
        self = member.address();
      }
    }
    if (self == null) {
      throw new IllegalArgumentException(config.self() + " is not one of the members");
    }
    return new MemberAddresses(self, places);
  }

  public Address self() {
    return self;
  }

  /** All but this one, in the configuration's order. */
  List<Address> others() {
    List<Address> others = new ArrayList<>(places.keySet());
    others.remove(self);
    return List.copyOf(others);
  }

  @Nullable HostPort place(Address member) {
    return places.get(member);
  }

  /** Null for a place that is not in the configuration. */
  @Nullable Address signer(com.hazelcast.cluster.@Nullable Address place) {
    if (place == null) {
      return null;
    }
    Address before = known.get(place);
    if (before != null) {
      return before;
    }
    for (Map.Entry<Address, HostPort> member : places.entrySet()) {
      HostPort at = member.getValue();
      if (at.port() == place.getPort() && isSameHost(at.host(), place)) {
        known.put(place, member.getKey());
        return member.getKey();
      }
    }
    return null;
  }

  private static boolean isSameHost(String host, com.hazelcast.cluster.Address place) {
    if (host.equals(place.getHost())) {
      return true;
    }
    try {
      return InetAddress.getByName(host).equals(place.getInetAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
