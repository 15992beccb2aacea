package dev.braid.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.braid.coordinator.api.BatchShape;
import dev.braid.coordinator.api.ReceiptShape;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.Receipts;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.testing.Bundles;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Receipts with certificates of three members, checked offline by the command (D3). */
final class ReceiptVerifyTest {
  @TempDir Path directory;
  private final StringWriter out = new StringWriter();

  private final Batch first =
      new Batch(
          0,
          State.empty().headHash(),
          1,
          1_800_000_000_000L,
          List.of(
              new Entry.NetworkStarted(
                  new NetworkParameters(
                      NetworkParameters.RULES_VERSION,
                      Limits.DEFAULT,
                      NetworkParameters.Quorum.MAJORITY,
                      List.of(member(1), member(2), member(3)),
                      List.of()),
                  Bytes32.ZERO),
              new Entry.LeaderClaimed(member(1))));
  private final NetworkId network =
      new NetworkId(SealedBatch.seal(State.empty().networkId(), first).hash().value());
  private final Batch second =
      new Batch(1, new BatchHash(network.value()), 1, 1_800_000_000_001L, List.of(sequenced()));

  private static PrivateKey key(int number) {
    return new PrivateKey(Bytes32.fromHex("0x" + "%064x".formatted(0x3000 + number)));
  }

  private static Address member(int number) {
    return Accounts.CURVE.address(key(number));
  }

  private static Entry.BundleSequenced sequenced() {
    Bundle bundle = Bundles.of(Bundles.slice(901, Accounts.ALICE.transfer(901, 0)));
    return new Entry.BundleSequenced(
        BundleDigest.id(bundle), bundle, new Authorization.Anonymous(), false);
  }

  private Certificate certificate(Batch batch, int... signers) {
    BatchHash hash =
        batch.height() == 0
            ? new BatchHash(network.value())
            : SealedBatch.seal(network, batch).hash();
    Bytes32 digest = Certificates.digest(network, 0, batch.height(), false, hash);
    List<MemberSignature> signatures =
        Arrays.stream(signers)
            .mapToObj(
                signer ->
                    new MemberSignature(member(signer), Accounts.CURVE.sign(digest, key(signer))))
            .sorted(Comparator.comparing(MemberSignature::member))
            .toList();
    return new Certificate(0, batch.height(), false, hash, signatures);
  }

  private String receipt(int... signers) throws IOException {
    var receipt = Receipts.of(network, second, certificate(second, signers)).position(0);
    return Files.writeString(directory.resolve("receipt.json"), ReceiptShape.of(receipt).toString())
        .toString();
  }

  private String firstBatch() {
    return BatchShape.of(
            0,
            new BatchHash(network.value()),
            first.previousHash(),
            1,
            false,
            first,
            certificate(first, 1, 2))
        .toString();
  }

  private int verify(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(out, true));
    return command.execute(
        Stream.concat(Stream.of("receipt", "verify"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void holdsWithTheSignaturesOfAMajorityOfTheFirstMembersD3() throws IOException {
    String trust = Files.writeString(directory.resolve("batch0.json"), firstBatch()).toString();
    assertThat(verify("--trust", trust, receipt(1, 3))).as(out.toString()).isZero();
    assertThat(verify("--trust", trust, receipt(1, 2, 3))).isZero();
    assertThat(verify("--trust", trust, receipt(2))).as("one of three").isEqualTo(1);
    assertThat(verify("--trust", trust, receipt(1, 4))).as("a stranger").isEqualTo(1);
  }

  @Test
  void asksANodeForTheFirstBatch() throws IOException {
    String[] asked = {""};
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked[0] = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] body =
              ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + firstBatch() + "}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String node = "--node=http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(verify(node, receipt(1, 2))).as(out.toString()).isZero();
      assertThat(asked[0]).contains("atomic_getBatch").contains("0x0");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void takesNoOtherBatchForTheFirst() throws IOException {
    String wrong = firstBatch().replace("\"height\":\"0x0\"", "\"height\":\"0x1\"");
    String trust = Files.writeString(directory.resolve("batch1.json"), wrong).toString();
    assertThat(verify("--trust", trust, receipt(1, 2))).isEqualTo(2);
  }
}
