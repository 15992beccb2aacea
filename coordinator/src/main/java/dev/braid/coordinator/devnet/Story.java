package dev.braid.coordinator.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.braid.coordinator.client.RpcErrorException;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.devnet.BundleDraft.Part;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Four bundles, each sent as any client would send it and each checked against what the rollups
 * themselves say: one that lands, one whose last slice reverts, one that expires, one that is taken
 * back (A1, L1).
 */
final class Story {
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final long FINAL_MILLIS = 20_000;
  private static final long POLL_MILLIS = 10;
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);

  private final Screen screen;
  private final List<RunningNode> nodes;
  private final List<Chain> chains;
  private final Wallet alice;
  private final Address bob;
  private final Verdicts verdicts;
  private int turn;

  /**
   * @param nodes one after the other is asked: any of them answers for all
   */
  Story(Screen screen, List<RunningNode> nodes, List<Chain> chains, Secp256k1 curve) {
    this.screen = screen;
    this.nodes = nodes;
    this.chains = chains;
    this.alice = Wallet.of(curve, 0);
    this.bob = Wallet.of(curve, 1).address();
    this.verdicts = new Verdicts(screen);
  }

  /** Whether everything happened as told. */
  boolean run() {
    lands();
    reverts();
    expires();
    isTakenBack();
    return verdicts.allHold();
  }

  private void lands() {
    scene("1. A bundle moves value on every rollup: all of it lands");
    List<BigInteger> before = chains.stream().map(chain -> chain.balance(bob)).toList();
    List<Part> parts = payments();
    long start = System.nanoTime();
    JsonNode last = untilFinal(send(BundleDraft.of(parts, 0)));
    long millis = (System.nanoTime() - start) / 1_000_000;
    state(last, millis);
    verdicts.check("included".equals(last.path("state").asText()), "the node says: included");
    for (int i = 0; i < parts.size(); i++) {
      Chain chain = chains.get(i);
      JsonNode told = last.path("slices").path(i);
      JsonNode receipt = chain.receipt(parts.get(i).transaction().hash());
      BigInteger gain = chain.balance(bob).subtract(before.get(i));
      verdicts.check(
          "0x1".equals(receipt.path("status").asText())
              && same(told, receipt, "blockNumber")
              && same(told, receipt, "blockHash")
              && gain.equals(amount(i)),
          "rollup "
              + chain.id()
              + " says: in block "
              + decimal(receipt.path("blockNumber"))
              + ", success, "
              + ether(gain)
              + " ETH arrived");
    }
  }

  private void reverts() {
    scene("2. The last slice of a bundle reverts: nothing of it lands");
    List<Part> parts = payments();
    int last = parts.size() - 1;
    Chain chain = chains.get(last);
    parts.set(
        last,
        new Part(chain, alice.reverting(chain, chain.nonce(alice.address()), "too little left")));
    screen.line("   rollup " + chain.id() + ": its transaction will revert");
    JsonNode answer = sendAndWait(BundleDraft.of(parts, 0));
    state(answer, -1);
    JsonNode reason = answer.path("reason");
    verdicts.check(
        "rejected".equals(answer.path("state").asText())
            && "REVERTED".equals(reason.path("code").asText()),
        "the node says: rejected, REVERTED on rollup "
            + decimal(reason.path("chainId"))
            + ": \""
            + reason.path("revertReason").asText()
            + "\"");
    nowhere(parts);
  }

  private void expires() {
    scene("3. A bundle waits for a nonce that does not come: it expires");
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < chains.size(); i++) {
      Chain chain = chains.get(i);
      long ahead = chain.nonce(alice.address()) + 100;
      parts.add(new Part(chain, alice.transfer(chain, ahead, bob, amount(i))));
    }
    long deadline = System.currentTimeMillis() / 1_000 + 2;
    screen.line("   its deadline is in 2 s");
    JsonNode answer = sendAndWait(BundleDraft.of(parts, deadline));
    state(answer, -1);
    verdicts.check(
        "expired".equals(answer.path("state").asText()),
        "the node says: expired, " + answer.path("reason").path("code").asText());
    nowhere(parts);
  }

  private void isTakenBack() {
    scene("4. A bundle is taken back by its submitter: it is cancelled");
    List<Part> parts = payments();
    long now = System.currentTimeMillis() / 1_000;
    screen.line(
        "   it may enter blocks from 2 minutes ahead only, and is signed by " + alice.address());
    BundleDraft draft = BundleDraft.signed(parts, now + 120, now + 180, alice);
    send(draft);
    String cancel =
        "[{\"bundleId\":\""
            + draft.id()
            + "\",\"signature\":\""
            + alice.signCancel(draft.id()).bytes().toHex()
            + "\"}]";
    JsonNode answer = next("cancelled through").call("atomic_cancelBundle", cancel, CALL);
    verdicts.check(
        answer.path("cancelled").asBoolean()
            && "cancelled".equals(get(draft.id().toHex()).path("state").asText()),
        "the node says: cancelled");
    nowhere(parts);
  }

  /** One payment from Alice to Bob on each rollup. */
  private List<Part> payments() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < chains.size(); i++) {
      Chain chain = chains.get(i);
      long nonce = chain.nonce(alice.address());
      parts.add(new Part(chain, alice.transfer(chain, nonce, bob, amount(i))));
      screen.line("   rollup " + chain.id() + ": " + ether(amount(i)) + " ETH from Alice to Bob");
    }
    return parts;
  }

  private static BigInteger amount(int chain) {
    return ETHER.multiply(BigInteger.valueOf(chain + 1L)).divide(BigInteger.TEN);
  }

  private String send(BundleDraft draft) {
    JsonNode sent = next("sent through").call("atomic_sendBundle", "[" + draft.json() + "]", CALL);
    String id = sent.path("bundleId").asText();
    screen.line("   sent: bundle " + id + ", position " + sent.path("cursor").asText());
    verdicts.check(id.equals(draft.id().toHex()), "its id is the one that the client computed");
    return id;
  }

  private JsonNode sendAndWait(BundleDraft draft) {
    RpcHttp through = next("sent through");
    screen.line("   sent: bundle " + draft.id());
    return through.call(
        "atomic_sendBundleSync",
        "[" + draft.json() + "," + FINAL_MILLIS + "]",
        CALL.plusMillis(FINAL_MILLIS));
  }

  private JsonNode untilFinal(String id) {
    long end = System.nanoTime() + Duration.ofMillis(FINAL_MILLIS).toNanos();
    next("watched through");
    JsonNode bundle = get(id);
    while (bundle.path("statusCode").asInt() == 100 && System.nanoTime() < end) {
      pause();
      bundle = get(id);
    }
    return bundle;
  }

  private JsonNode get(String id) {
    try {
      return node().call("atomic_getBundle", "[\"" + id + "\"]", CALL);
    } catch (RpcErrorException e) {
      verdicts.check(false, "the node knows bundle " + id + ": " + e.getMessage());
      return MissingNode.getInstance();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
  }

  /** The node whose turn it is. */
  private RpcHttp node() {
    return nodes.get(turn % nodes.size()).rpc();
  }

  /** From here on the next node is asked. */
  private RpcHttp next(String what) {
    turn++;
    if (nodes.size() > 1) {
      screen.line("   " + what + " " + nodes.get(turn % nodes.size()).site().name());
    }
    return node();
  }

  private void nowhere(List<Part> parts) {
    for (Part part : parts) {
      verdicts.check(
          part.chain().receipt(part.transaction().hash()).isNull(),
          "rollup " + part.chain().id() + " says: no such transaction in any block");
    }
  }

  private void scene(String title) {
    screen.blank();
    screen.title(title);
  }

  private void state(JsonNode bundle, long millis) {
    List<String> states = new ArrayList<>();
    bundle.path("history").forEach(step -> states.add(step.path("state").asText()));
    screen.line("   " + String.join(" -> ", states) + (millis < 0 ? "" : ", in " + millis + " ms"));
  }

  private static boolean same(JsonNode told, JsonNode receipt, String member) {
    return told.hasNonNull(member) && told.path(member).equals(receipt.path(member));
  }

  private static String decimal(JsonNode quantity) {
    String text = quantity.asText();
    return text.startsWith("0x") ? Long.toString(Long.decode(text)) : text;
  }

  private static String ether(BigInteger wei) {
    return new BigDecimal(wei, 18).stripTrailingZeros().toPlainString();
  }
}
