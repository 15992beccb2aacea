package dev.braid.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Exit codes and output of the commands that speak to a node, against one that answers as told. */
final class MainTest {
  private static final String ID = "0x" + "ab".repeat(32);

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private volatile String answer = "";
  private volatile String asked = "";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  private String node() {
    return "--node=http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("in.json"), text);
  }

  private JsonNode document() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("nonsense")).isEqualTo(2);
    assertThat(run("status", "0x12")).isEqualTo(2);
    assertThat(run("devnet", "--rollups", "1")).isEqualTo(2);
    assertThat(run("devnet", "--nodes", "2")).isEqualTo(2);
    assertThat(run("devnet", "--nodes", "3", "--member-port", "65515")).isEqualTo(2);
    assertThat(run("devnet", "--rollup-port", "65535")).isEqualTo(2);
    assertThat(run("send", node(), directory.resolve("none").toString())).isEqualTo(2);
    assertThat(run("send", "--node=ftp://x", "pom.xml")).isEqualTo(2);
    assertThat(run("receipt")).isEqualTo(2);
    assertThat(run("keys")).isEqualTo(2);
    assertThat(run("node", "--config", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpIsZero() {
    assertThat(run("--help")).isZero();
    assertThat(run("devnet", "--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:", "--once");
  }

  @Test
  void anUnreachableNodeIsThree() {
    server.stop(0);
    assertThat(run("status", node(), ID)).isEqualTo(3);
    assertThat(err.toString()).contains("cannot reach");
  }

  @Test
  void sendsTheFileAsItStands() throws IOException {
    answer =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"bundleId\":\""
            + ID
            + "\",\"state\":\"sequenced\",\"cursor\":\"3-0\"}}";
    String bundle = "{ \"slices\": [], \"slices\": [] }";
    assertThat(run("send", "--json", node(), file(bundle).toString())).isZero();
    assertThat(asked).contains("\"atomic_sendBundle\"", "[" + bundle + "]");
    assertThat(document().path("cursor").asText()).isEqualTo("3-0");
  }

  @Test
  void aRefusalIsOneAndItsErrorTheDocument() throws IOException {
    answer =
        "{\"id\":1,\"error\":{\"code\":-32003,\"message\":\"no\",\"data\":{\"reason\":\"X\"}}}";
    assertThat(run("send", "--json", node(), file("{}").toString())).isEqualTo(1);
    assertThat(document().path("error").path("data").path("reason").asText()).isEqualTo("X");
    assertThat(err.toString()).contains("-32003: no");
  }

  @Test
  void waitingForABundleThatEndsWithoutEffectIsOne() throws IOException {
    answer =
        "{\"id\":1,\"result\":{\"bundleId\":\""
            + ID
            + "\",\"state\":\"rejected\",\"cursor\":\"3-0\","
            + "\"slices\":[{\"chainId\":\"0x385\",\"state\":\"none\"}],\"reason\":{\"code\":\"REVERTED\","
            + "\"chainId\":\"0x385\",\"revertReason\":\"no\"}}}";
    assertThat(run("send", "--wait", "--timeout", "5000", node(), file("{}").toString()))
        .isEqualTo(1);
    assertThat(asked).contains("atomic_sendBundleSync", "[{},5000]");
    assertThat(out.toString())
        .contains("state   rejected", "slice   chain 901: none", "REVERTED on chain 901: no");
  }

  @Test
  void showsWhereABundleStands() {
    answer =
        "{\"id\":1,\"result\":{\"bundleId\":\""
            + ID
            + "\",\"state\":\"included\",\"cursor\":\"3-0\","
            + "\"slices\":[{\"chainId\":\"0x386\",\"state\":\"adopted\",\"blockNumber\":\"0x1b\","
            + "\"blockHash\":\"0xcd\"}],\"reason\":null,\"alarm\":null}}";
    assertThat(run("status", node(), ID)).isZero();
    assertThat(out.toString()).contains("slice   chain 902: adopted in block 27 0xcd");
  }

  @Test
  void whatIsNoReceiptIsWrongUsage() throws IOException {
    assertThat(run("receipt", "verify", node(), file("{\"a\":1}").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is no receipt");
  }

  private static final String STATUS =
      "{\"id\":1,\"result\":{\"asked\":\"0xA\",\"network\":\"0x5a\",\"leader\":%s,\"majority\":2,"
          + "\"present\":2,\"members\":["
          + "{\"address\":\"0xA\",\"reachable\":true,\"term\":\"0x4\",\"leader\":\"0xB\","
          + "\"takenHeight\":\"0x10\",\"appliedHeight\":\"0x10\",\"certifiedHeight\":\"0xf\","
          + "\"uncertified\":1,\"lag\":1,\"inDoubt\":[\"0x385\"],\"clockOffset\":-3,\"evidence\":[]},"
          + "{\"address\":\"0xB\",\"reachable\":true,\"term\":\"0x4\",\"leader\":\"0xB\","
          + "\"takenHeight\":\"0x10\",\"appliedHeight\":\"0x10\",\"certifiedHeight\":\"0x10\","
          + "\"uncertified\":0,\"lag\":0,\"inDoubt\":[],\"clockOffset\":0,\"evidence\":[\"height"
          + " 3\"]},{\"address\":\"0xC\",\"reachable\":false,\"why\":\"no answer\"}]}}";

  @Test
  void showsHowTheMembersOfAClusterStand() {
    answer = STATUS.formatted("\"0xB\"");
    assertThat(run("cluster", "status", node())).isZero();
    assertThat(asked).contains("admin_clusterStatus");
    assertThat(out.toString())
        .contains("leader   0xB", "2 of 3 answer")
        .containsPattern("0xA +follower +4 +16 +16 +15 +1 +1 +-3 +901")
        .containsPattern("0xB +leader +4 +16 +16 +16 +0 +0 +0 +-")
        .containsPattern("0xC +ABSENT +no answer")
        .contains("EVIDENCE (0xB): height 3");
  }

  @Test
  void aClusterWithoutALeaderIsOneAndOneThatNobodyAnswersForIsThree() throws IOException {
    answer = STATUS.formatted("null");
    assertThat(run("cluster", "status", "--json", "--node=http://127.0.0.1:1", node()))
        .isEqualTo(1);
    assertThat(document().path("leader").isNull()).isTrue();
    assertThat(err.toString()).contains("cannot reach http://127.0.0.1:1");
    server.stop(0);
    assertThat(run("cluster", "status", node())).isEqualTo(3);
    assertThat(run("cluster")).isEqualTo(2);
    assertThat(run("cluster", "status", "--node=ftp://x")).isEqualTo(2);
  }

  @Test
  void findsTheMembersOfADevnet() throws IOException {
    answer = STATUS.formatted("\"0xB\"");
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Files.writeString(
        directory.resolve("endpoints.json"), "{\"nodes\":[{\"admin\":\"" + url + "\"}]}");
    assertThat(run("cluster", "status", "--dir", directory.toString())).isZero();
    assertThat(err.toString()).contains("members as in", "endpoints.json");
  }

  @Test
  void makesAMembersKeyOnce() throws IOException {
    Path file = directory.resolve("keys/member.key");
    assertThat(run("keys", "--json", "--out", file.toString())).isZero();
    JsonNode made = document();
    assertThat(made.path("address").asText()).matches("0x[0-9a-fA-F]{40}");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    String secret = Files.readString(file).strip();
    assertThat(out.toString()).doesNotContain(secret);

    assertThat(run("keys", "--out", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is there already");
    assertThat(Files.readString(file).strip()).isEqualTo(secret);
    out.getBuffer().setLength(0);
    assertThat(run("keys", "--show", file.toString())).isZero();
    assertThat(out.toString()).contains(made.path("address").asText());
  }

  @Test
  void makesAClustersSecretOnce() throws IOException {
    Path file = directory.resolve("cluster.secret");
    assertThat(run("keys", "--json", "--cluster-secret", file.toString())).isZero();
    assertThat(document().path("secretFile").asText()).isEqualTo(file.toString());
    assertThat(Files.readString(file).strip()).hasSize(64);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(run("keys", "--cluster-secret", file.toString())).isEqualTo(1);
  }

  @Test
  void onlyAMemberOfAClusterIsBootstrapped() throws IOException {
    String config = Files.writeString(directory.resolve("solo.yaml"), "").toString();
    assertThat(run("node", "--config", config, "--bootstrap", "--join")).isEqualTo(2);
    assertThat(run("node", "--config", config, "--bootstrap")).isEqualTo(1);
    assertThat(err.toString()).contains("--bootstrap and --join are for members of a cluster");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aDirectoryWithoutALogIsWrongUsage() {
    assertThat(run("log", "verify", directory.toString())).isEqualTo(2);
  }
}
