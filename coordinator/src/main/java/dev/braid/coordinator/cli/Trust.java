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
          "The network and its first members, as atomic_getCapabilities told them then (a devnet"
              + " keeps them in network.json) or as atomic_getBatch tells batch 0. Without it the"
              + " node is asked, which proves nothing about that node.")
  private @Nullable String file;

  MemberSets members(Output output) {
    if (file != null) {
      return read(file, parse(Input.read(file), file));
    }
    try (RpcHttp rpc = node.open()) {
      output.note("members as told by " + node.url() + "; use --trust to check against your own");
      // The first batch, not the members of today: those prove nothing of batches before them.
      return read(
          node.url().toString(), rpc.call("atomic_getBatch", "[\"0x0\"]", Duration.ofSeconds(10)));
    }
  }

  private static JsonNode parse(byte[] text, String name) {
    try {
      return Output.parse(text);
    } catch (IOException e) {
      throw new CliException(Exit.USAGE, name + " is not JSON");
    }
  }

  private static MemberSets read(String name, JsonNode document) {
    return document.has("entries") ? firstBatch(name, document) : network(name, document);
  }

  private static MemberSets firstBatch(String name, JsonNode batch) {
    JsonNode parameters = batch.path("entries").path(0).path("parameters");
    try {
      List<Address> members = addresses(parameters.path("members"));
      if (batch.path("height").asText().equals("0x0") && !members.isEmpty()) {
        return MemberSets.trusting(
            NetworkId.fromHex(batch.path("hash").asText()),
            members,
            Quorum.valueOf(parameters.path("quorum").asText()));
      }
    } catch (IllegalArgumentException e) {
      throw new CliException(Exit.USAGE, name + ": " + e.getMessage());
    }
    throw new CliException(Exit.USAGE, name + " is not the first batch of a network");
  }

  private static List<Address> addresses(JsonNode members) {
    List<Address> addresses = new ArrayList<>();
    for (JsonNode member : members) {
      addresses.add(Address.fromHex(member.path("address").asText()));
    }
    return addresses;
  }

  private static MemberSets network(String name, JsonNode network) {
    try {
      NetworkId id = NetworkId.fromHex(network.path("network").asText());
      List<Address> members = addresses(network.path("members"));
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
