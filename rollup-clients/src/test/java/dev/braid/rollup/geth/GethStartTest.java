package dev.braid.rollup.geth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files and the command lines, tried on a real geth. */
final class GethStartTest {
  private static final long CHAIN = 901;
  private static final Address CONTRACT =
      Address.fromHex("0x00000000000000000000000000000000000000fe");

  @TempDir Path directory;

  @Test
  void aChainOfItsOwnBuildsBlocksFromAList() {
    Bytes code = Bytes.fromHex("0x00");
    try (GethProcess geth =
        GethProcess.start(
            directory, CHAIN, List.of(GethGenesis.Allocation.contract(CONTRACT, code)))) {
      assertThat(result(geth, "eth_chainId").asText()).isEqualTo("0x385");
      assertThat(result(geth, "eth_getCode", CONTRACT.toHex(), "latest").asText())
          .isEqualTo("0x00");
      JsonNode genesis = result(geth, "eth_getBlockByNumber", "latest", false);
      assertThat(genesis.path("number").asText()).isEqualTo("0x0");
      assertThat(genesis.path("timestamp").asText())
          .isEqualTo("0x" + Long.toHexString(GethProcess.GENESIS_SECONDS));
      JsonNode built =
          result(
              geth,
              "testing_buildBlockV1",
              genesis.path("hash").asText(),
              Map.of(
                  "timestamp",
                  "0x" + Long.toHexString(GethProcess.GENESIS_SECONDS + 1),
                  "prevRandao",
                  "0x" + "00".repeat(32),
                  "suggestedFeeRecipient",
                  CONTRACT.toHex(),
                  "withdrawals",
                  List.of(),
                  "parentBeaconBlockRoot",
                  "0x" + "00".repeat(32)),
              List.of(Accounts.ALICE.transfer(CHAIN, 0).raw().toHex()),
              "0x");
      assertThat(built.path("executionPayload").path("transactions")).hasSize(1);
    }
  }

  @Test
  void theSameGenesisAgainAfterItsDiskWasLost() {
    try (GethProcess geth = GethProcess.start(directory, CHAIN, List.of())) {
      JsonNode before = result(geth, "eth_getBlockByNumber", "latest", false);
      geth.restartEmpty();
      assertThat(result(geth, "eth_getBlockByNumber", "latest", false)).isEqualTo(before);
      geth.restart();
      assertThat(result(geth, "eth_getBlockByNumber", "latest", false)).isEqualTo(before);
    }
  }

  @Test
  void listensOnTwoLoopbackPortsAndNowhereElse() throws IOException {
    try (GethProcess geth = GethProcess.start(directory, CHAIN, List.of())) {
      assertThat(listening(geth.pid()))
          .containsExactlyInAnyOrder(loopback(geth.rpc()), loopback(geth.engine()));
    }
  }

  @Test
  void theSecretIsForItsOwnerAloneAndStays() throws IOException {
    GethDirectory files = new GethDirectory(directory.resolve("files"));
    files.write("{}");
    String secret = Files.readString(files.jwtSecret());
    assertThat(secret).matches("[0-9a-f]{64}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.jwtSecret())))
        .isEqualTo("rw-------");
    files.write("{}");
    assertThat(Files.readString(files.jwtSecret())).isEqualTo(secret);
  }

  private static JsonNode result(GethProcess geth, String method, Object... params) {
    return geth.call(JsonRpcCall.of(method, params)).result();
  }

  /** Ports of the process's sockets that wait for somebody, as {@code address:port} in hex. */
  private static List<String> listening(long pid) throws IOException {
    Set<String> own = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException e) {
          continue; // closed meanwhile
        }
      }
    }
    List<String> found = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
        String[] columns = line.strip().split("\\s+");
        boolean waits = columns[3].equals("0A") || table.startsWith("udp");
        if (waits && own.contains("socket:[" + columns[9] + "]")) {
          found.add(columns[1]);
        }
      }
    }
    return found;
  }

  private static String loopback(URI url) {
    return "0100007F:" + HexFormat.of().withUpperCase().toHexDigits((short) url.getPort());
  }
}
