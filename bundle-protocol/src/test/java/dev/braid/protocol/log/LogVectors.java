package dev.braid.protocol.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes {@code docs/vectors/log.json}: a short log with every kind of entry beside it. {@code
 * docs/vectors/log.mjs} makes the same from the values in the file.
 */
final class LogVectors {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final PrivateKey BOB = Accounts.BOB.key();

  private final TestNetwork network = new TestNetwork();
  private final Map<Entry, String> names = new LinkedHashMap<>();
  private final ArrayNode batches = JSON.arrayNode();
  private final ArrayNode changes = JSON.arrayNode();
  private final ArrayNode receipts = JSON.arrayNode();

  /** Writes the file named by the first argument. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(
        Path.of(arguments[0]),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(make()) + "\n");
  }

  static JsonNode make() {
    return new LogVectors().story();
  }

  private JsonNode story() {
    batch(
        name("network-started", new Entry.NetworkStarted(TestNetwork.parameters(2), salt())),
        name("leader-claimed", new Entry.LeaderClaimed(TestNetwork.address(TestNetwork.MEMBER))));
    Entry.BundleSequenced both = network.transfers(902, 901);
    Entry.BundleSequenced bobs =
        TestNetwork.signed(
            TestNetwork.bundle(
                BOB,
                TestNetwork.START_MILLIS / 1000 + 60,
                network.slice(901, network.transfer(901))),
            BOB);
    Entry.BundleSequenced byHeader =
        Records.with(
            TestNetwork.signed(
                TestNetwork.bundle(BOB, 0, network.slice(902, network.transfer(902))), BOB),
            "authorization",
            new Authorization.Header());
    batch(
        name("bundle-anonymous", both),
        name("bundle-signed", bobs),
        name("bundle-by-header", byHeader));
    receipts.add(value(receiptsOfLast().position(1)));
    Entry.RoundDecided decision =
        new TestDecision(network)
            .include(both.id(), byHeader.id())
            .reject(
                bobs.id(),
                new Reason(
                    ReasonCode.REVERTED,
                    new ChainId(901),
                    bobs.bundle().slices().getFirst().transactions().getFirst().hash(),
                    0,
                    "execution reverted: caf\u00e9",
                    "caf\u00e9",
                    Bytes.fromHex("0x08c379a0")))
            .build();
    batch(name("round-decided", decision));
    receipts.add(value(Objects.requireNonNull(receiptsOfLast().decision(0, both.id()))));
    receipts.add(value(Objects.requireNonNull(receiptsOfLast().decision(0, bobs.id()))));
    batch(name("rollup-adopted", network.adopt(901)));

    named("bundle-cancelled", TestNetwork.cancel(bobs.id(), BOB));
    named(
        "bundles-dropped",
        new Entry.BundlesDropped(
            List.of(
                new Entry.Drop(bobs.id(), Reason.of(ReasonCode.DEADLINE, "")),
                new Entry.Drop(both.id(), Reason.of(ReasonCode.NONCE_TOO_HIGH, "waited")))));
    change("parameters-changed", BatchRuleRows.changed(network, p -> p, TestNetwork.MEMBER));
    change(
        "rollup-joined",
        BatchRuleRows.rollup(
            network,
            903,
            Change.JOINED,
            Records.with(TestNetwork.definition(903), "operator", null),
            "",
            TestNetwork.MEMBER));
    change(
        "rollup-joined-with-settings",
        BatchRuleRows.rollup(
            network,
            904,
            Change.JOINED,
            Records.with(
                Records.with(
                    Records.with(TestNetwork.definition(904), "blockTimeMillis", 2_000L),
                    "emptyBlocks",
                    true),
                "feeRecipient",
                Accounts.BOB.address()),
            "",
            TestNetwork.MEMBER));
    change(
        "rollup-paused",
        BatchRuleRows.rollup(
            network, 901, Change.PAUSED, null, "upgrade of the engine", TestNetwork.MEMBER));
    change(
        "rollup-resumed",
        BatchRuleRows.rollup(network, 901, Change.RESUMED, null, "", TestNetwork.MEMBER));
    change(
        "rollup-left",
        BatchRuleRows.operator(network, 901, Change.LEFT, null, Accounts.CAROL.key()));
    List<Address> members =
        List.of(TestNetwork.address(TestNetwork.MEMBER), Accounts.BOB.address());
    change(
        "member-changed",
        new Entry.MemberChanged(
            members,
            Quorum.MAJORITY,
            TestNetwork.sign(
                ChangeDigest.members(network.state, members, Quorum.MAJORITY),
                TestNetwork.MEMBER)));
    return json(decision);
  }

  private JsonNode json(Entry.RoundDecided decision) {
    ObjectNode out = JSON.objectNode();
    out.put(
        "description",
        "A log of one member (secret 0x11 repeated), and every kind of entry. Values are named as"
            + " in docs/protocol.md; numbers of 64 bits and more are decimal text, enumerations"
            + " their numbers. Made by LogVectors, made again from the values by log.mjs.");
    out.put("networkId", network.state.networkId().toHex());
    ArrayNode entries = out.putArray("entries");
    names.forEach((entry, name) -> entries.add(entry(name, entry)));
    out.set("batches", batches);
    OutcomeTree tree = OutcomeTree.of(decision);
    ObjectNode outcomes = out.putObject("outcomes");
    outcomes.put("entry", Objects.requireNonNull(names.get(decision)));
    outcomes.put("root", tree.root().toHex());
    ArrayNode leaves = outcomes.putArray("outcomes");
    for (Outcome outcome : tree.outcomes()) {
      ObjectNode leaf = (ObjectNode) value(outcome);
      leaf.put("leaf", outcome.leaf().toHex());
      leaf.set("outcomeProof", value(tree.proof(outcome)));
      leaves.add(leaf);
    }
    ArrayNode merkle = out.putArray("merkle");
    for (int count = 0; count <= 9; count++) {
      List<Bytes32> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(Keccak.hash(new byte[] {(byte) i}));
      }
      ObjectNode node = merkle.addObject();
      node.put("count", count);
      node.put("root", Merkle.root(all).toHex());
      ArrayNode proofs = node.putArray("proofs");
      for (int i = 0; i < count; i++) {
        proofs.add(value(Merkle.proof(all, i)));
      }
    }
    out.set("changeDigests", changes);
    out.set("receipts", receipts);
    return out;
  }

  private static Bytes32 salt() {
    return Bytes32.fromHex("0x" + "5a".repeat(32));
  }

  private Entry name(String name, Entry entry) {
    names.put(entry, name);
    return entry;
  }

  private void named(String name, Entry entry) {
    names.put(entry, name);
  }

  private void change(String name, Entry entry) {
    named(name, entry);
    Bytes32 digest =
        switch (entry) {
          case Entry.ParametersChanged e -> ChangeDigest.parameters(network.state, e.parameters());
          case Entry.MemberChanged e ->
              ChangeDigest.members(network.state, e.members(), e.quorum());
          case Entry.RollupChanged e ->
              e.operatorSignature() == null
                  ? ChangeDigest.rollup(
                      network.state, e.chainId(), e.change(), e.definition(), e.detail())
                  : ChangeDigest.leave(network.state, rollup(e), e.detail());
          default -> throw new IllegalArgumentException(name);
        };
    ObjectNode change = changes.addObject().put("name", name);
    change.put("parametersHeight", Long.toString(network.state.parametersHeight()));
    if (entry instanceof Entry.RollupChanged e && e.operatorSignature() != null) {
      change
          .putObject("joined")
          .put("height", Long.toString(rollup(e).joined().height()))
          .put("index", Integer.toString(rollup(e).joined().index()));
    }
    change.put("digest", digest.toHex());
  }

  private RollupState rollup(Entry.RollupChanged change) {
    return Objects.requireNonNull(network.state.rollup(change.chainId()));
  }

  private void batch(Entry... entries) {
    network.applied(TestNetwork.START_MILLIS + 1_000L * network.batches.size(), entries);
    SealedBatch sealed = network.batches.getLast();
    Certificate certificate = certificate();
    List<Bytes32> leaves =
        sealed.batch().entries().stream().map(entry -> EntryEncoding.of(entry).leaf()).toList();
    ObjectNode node = batches.addObject();
    node.put("height", Long.toString(sealed.height()));
    node.put("previousHash", sealed.previousHash().toHex());
    node.put("term", Long.toString(sealed.term()));
    node.put("timeMillis", Long.toString(sealed.batch().timeMillis()));
    ArrayNode names = node.putArray("entries");
    ArrayNode proofs = node.putArray("inclusionProofs");
    for (int i = 0; i < entries.length; i++) {
      names.add(this.names.get(entries[i]));
      proofs.add(value(Merkle.proof(leaves, i)));
    }
    node.put("root", Merkle.root(leaves).toHex());
    node.put("hash", sealed.hash().toHex());
    node.put("memberSet", Long.toString(certificate.memberSet()));
    node.put("void", false);
    node.put(
        "certificateDigest", Certificates.digest(network.state.networkId(), certificate).toHex());
    node.set("signatures", value(certificate.signatures()));
  }

  /** Of the newest batch; the member set never changes here. */
  private Certificate certificate() {
    CertificateAssembly assembly = CertificateAssembly.begin(network.state, network.state, false);
    assembly =
        assembly
            .add(Accounts.CURVE, TestNetwork.sign(assembly.digest(), TestNetwork.MEMBER).getFirst())
            .next();
    return Objects.requireNonNull(assembly.certificate());
  }

  private Receipts receiptsOfLast() {
    return Receipts.of(network.state.networkId(), network.batches.getLast().batch(), certificate());
  }

  private static ObjectNode entry(String name, Entry entry) {
    EntryEncoding encoding = EntryEncoding.of(entry);
    ObjectNode node = JSON.objectNode();
    node.put("name", name);
    node.put("kind", encoding.kind());
    node.set("value", value(entry));
    node.put("head", encoding.head().toHex());
    node.put("rest", encoding.rest().toHex());
    node.put("restHash", encoding.restHash().toHex());
    node.put("leaf", encoding.leaf().toHex());
    return node;
  }

  private static JsonNode value(Object value) {
    return RecordJson.of(value);
  }
}
