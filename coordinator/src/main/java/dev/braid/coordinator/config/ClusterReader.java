package dev.braid.coordinator.config;

import dev.braid.coordinator.config.ClusterConfig.Member;
import dev.braid.protocol.types.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the section {@code cluster} and refuses what no cluster could run with. */
final class ClusterReader {
  static final int MIN_SECRET_BYTES = 32;
  static final int MAX_SECRET_BYTES = 4_096;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Set<Integer> SIZES = Set.of(3, 5);

  private ClusterReader() {}

  static ClusterConfig read(Section section, Path base) {
    ClusterConfig own = ownKeys(section, base);
    List<Member> members =
        section.sections("members", 64).stream().map(ClusterReader::member).toList();
    section.end();
    if (!SIZES.contains(members.size())) {
      throw section.refuse("members", "a cluster has 3 or 5 members, got " + members.size());
    }
    refuseDoubles(section, members);
    if (members.stream().noneMatch(member -> member.at().equals(own.self()))) {
      throw section.refuse("self", own.self() + " is the \"at\" of none of the members");
    }
    if (!own.allowPublicAddress()) {
      for (int i = 0; i < members.size(); i++) {
        refusePublic(section, "members[" + i + "].at", members.get(i).at());
      }
    }
    checkSecret(section, own.secretFile());
    return new ClusterConfig(
        own.name(), own.secretFile(), own.self(), own.allowPublicAddress(), members);
  }

  /** All but the members. */
  static ClusterConfig ownKeys(Section section, Path base) {
    String name = section.text("name", "braid");
    if (!NAME.matcher(name).matches()) {
      throw section.refuse("name", "expected 1 to 64 letters, digits, dots, dashes, underscores");
    }
    Path secret = base.resolve(section.text("secretFile", "cluster.secret")).normalize();
    HostPort self = hostPort(section, "self");
    boolean allowPublic = section.flag("allowPublicAddress", false);
    return new ClusterConfig(name, secret, self, allowPublic, List.of());
  }

  static Member member(Section section) {
    Address address;
    try {
      address = Address.fromHex(section.requiredText("address"));
    } catch (IllegalArgumentException e) {
      throw section.refuse("address", "expected an address: 0x and 40 hex digits");
    }
    HostPort at = hostPort(section, "at");
    if (Reach.isWildcard(at.host())) {
      throw section.refuse("at", "the other members cannot reach " + at.host() + ": name one");
    }
    int busPort = (int) section.requiredNumber("busPort", 1, 65_535);
    section.end();
    return new Member(address, at, busPort);
  }

  private static HostPort hostPort(Section section, String key) {
    try {
      return HostPort.parse(section.requiredText(key));
    } catch (IllegalArgumentException e) {
      throw section.refuse(key, String.valueOf(e.getMessage()));
    }
  }

  private static void refuseDoubles(Section section, List<Member> members) {
    Set<Address> addresses = new HashSet<>();
    Set<HostPort> places = new HashSet<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      String key = "members[" + i + "]";
      if (!addresses.add(member.address())) {
        throw section.refuse(key + ".address", "two members have the same address");
      }
      if (!places.add(member.at())) {
        throw section.refuse(key + ".at", "this place is taken: " + member.at());
      }
      HostPort bus = new HostPort(member.at().host(), member.busPort());
      if (!places.add(bus)) {
        throw section.refuse(key + ".busPort", "this place is taken: " + bus);
      }
    }
  }

  private static void refusePublic(Section section, String key, HostPort at) {
    if (Reach.isPublic(at.host())) {
      throw section.refuse(
          key,
          at.host()
              + " is neither loopback nor private, and nothing between members is encrypted:"
              + " use a private network, or say allowPublicAddress: true");
    }
  }

  private static void checkSecret(Section section, Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw section.refuse(
            "secretFile", file + " is missing: ./braid keys --cluster-secret makes one");
      }
      if (SecretFile.isOpenToOthers(file)) {
        throw section.refuse(
            "secretFile", file + " is open to others than its owner: chmod 600 it");
      }
      boolean isTooLong = Files.size(file) > MAX_SECRET_BYTES;
      if (isTooLong || SecretFile.read(file).length < MIN_SECRET_BYTES) {
        throw section.refuse(
            "secretFile",
            file + " must hold " + MIN_SECRET_BYTES + " to " + MAX_SECRET_BYTES + " bytes");
      }
    } catch (IOException e) {
      throw section.refuse("secretFile", file + " cannot be read: " + e.getMessage());
    }
  }
}
