package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.log.MemberSets;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.NetworkId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Whose signatures a receipt's certificate must bear: the network's first members (D3). They cannot
 * come from the receipt itself.
 */
final class Trust {
  @Mixin private NodeAddress node;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "The network and its members, as atomic_getCapabilities tells them (a devnet keeps them"
              + " in network.json). Without it the node is asked, which proves nothing about that"
              + " node.")
  private @Nullable String file;

  MemberSets members(Output output) {
    if (file != null) {
      return read(file, parse(Input.read(file), file));
    }
    try (RpcHttp rpc = node.open()) {
      output.note("members as told by " + node.url() + "; use --trust to check against your own");
      return read(
          node.url().toString(), rpc.call("atomic_getCapabilities", "[]", Duration.ofSeconds(10)));
    }
  }

  private static JsonNode parse(byte[] text, String name) {
    try {
      return Output.parse(text);
    } catch (IOException e) {
      throw new CliException(Exit.USAGE, name + " is not JSON");
    }
  }

  private static MemberSets read(String name, JsonNode network) {
    try {
      NetworkId id = NetworkId.fromHex(network.path("network").asText());
      List<Address> members = new ArrayList<>();
      for (JsonNode member : network.path("members")) {
        members.add(Address.fromHex(member.path("address").asText()));
      }
      int size = network.path("certificateQuorum").asInt();
      for (Quorum quorum : Quorum.values()) {
        if (!members.isEmpty() && quorum.size(members.size()) == size) {
          return MemberSets.trusting(id, members, quorum);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new CliException(Exit.USAGE, name + ": " + e.getMessage());
    }
    throw new CliException(Exit.USAGE, name + " names no members with their quorum");
  }
}
