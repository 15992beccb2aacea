package dev.braid.it.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import java.util.ArrayList;
import java.util.List;

/**
 * Every way to get a bundle wrong, each with the error that api.md wants: a good bundle of one
 * wallet, with one thing changed.
 */
final class BadBundles {
  static final int MAX_SLICES = 16;
  static final int MAX_TRANSACTIONS = 128;
  static final int MAX_TRANSACTION_BYTES = 128 * 1024;
  static final int MAX_BUNDLE_BYTES = 512 * 1024;
  static final int MAX_GAS = 16_777_216;
  static final int MAX_UUID = 64;
  static final int MAX_LIFETIME_SECONDS = 600;

  private static final long LEFT = 901;
  private static final long RIGHT = 902;
  private static final int RULE = -32003;
  private static final int PARAMETER = -32602;

  private final Wallet wallet;
  private final List<BadCase> cases = new ArrayList<>();

  private BadBundles(Wallet wallet) {
    this.wallet = wallet;
  }

  static List<BadCase> all(Wallet wallet) {
    BadBundles all = new BadBundles(wallet);
    all.transactions();
    all.shapes();
    all.limits();
    all.bounds();
    all.signatures();
    return all.cases;
  }

  private void transactions() {
    String good = Tx.transfer(RIGHT, 0).sign(wallet);
    String malformed = "MALFORMED_TRANSACTION";
    second("wrong chain id", Tx.transfer(LEFT, 1).sign(wallet), RULE, "CHAIN_ID_MISMATCH");
    second("unsigned, type 2", Tx.transfer(RIGHT, 0).unsigned(), PARAMETER, malformed);
    second("unsigned, legacy", Tx.transfer(RIGHT, 0).ofType(0).unsigned(), PARAMETER, malformed);
    second("garbage", "0xdeadbeef", PARAMETER, malformed);
    second("no byte at all", "0x", PARAMETER, malformed);
    second("truncated", good.substring(0, good.length() - 2), PARAMETER, malformed);
    second("trailing byte", good + "00", PARAMETER, malformed);
    second(
        "EIP-4844", Tx.transfer(RIGHT, 0).ofType(3).sign(wallet), RULE, "UNSUPPORTED_TRANSACTION");
    second(
        "EIP-7702", Tx.transfer(RIGHT, 0).ofType(4).sign(wallet), RULE, "UNSUPPORTED_TRANSACTION");
    second(
        "too little gas to start",
        Tx.transfer(RIGHT, 0).withGas(20_999).sign(wallet),
        RULE,
        "INTRINSIC_GAS");
    second("odd number of hex digits", good + "0", PARAMETER, "BAD_DATA");
    second("no hex", "0xzz", PARAMETER, "BAD_DATA");

    ObjectNode twice = bundle();
    ((ArrayNode) slice(twice, 1).get("txs")).add(good);
    refuse("duplicate transaction", twice, RULE, "DUPLICATE_TRANSACTION", "slices[1].txs[1]");
    ObjectNode nonce = bundle();
    String other = Tx.storing(RIGHT, 0).sign(wallet);
    ((ArrayNode) slice(nonce, 1).get("txs")).add(other);
    refuse("one nonce twice in a slice", nonce, RULE, "DUPLICATE_NONCE", "slices[1].txs[1]");
  }

  private void shapes() {
    refuse("empty bundle", Bundles.bundle(), PARAMETER, "EMPTY_BUNDLE", "slices");
    ObjectNode empty = bundle();
    slice(empty, 1).putArray("txs");
    refuse("empty slice", empty, PARAMETER, "EMPTY_SLICE", "slices[1].txs");
    ObjectNode unknown = Bundles.transfers(wallet, 0, LEFT, 999);
    refuse("unknown rollup", unknown, PARAMETER, "UNKNOWN_CHAIN", "slices[1].chainId");
    ObjectNode duplicate = bundle();
    Bundles.slice(duplicate, LEFT, List.of(Tx.storing(LEFT, 1).sign(wallet)));
    refuse("duplicate rollup", duplicate, PARAMETER, "DUPLICATE_CHAIN", "slices[2].chainId");
    ObjectNode member = bundle().put("nonce", 1);
    refuse("unknown member", member, PARAMETER, "UNKNOWN_FIELD", "nonce");
    ObjectNode inner = bundle();
    slice(inner, 1).put("blockNumber", "0x1");
    refuse("unknown member of a slice", inner, PARAMETER, "UNKNOWN_FIELD", "slices[1].blockNumber");
    String text = bundle().toString();
    String doubled = text.substring(0, text.length() - 1) + ",\"retry\":false,\"retry\":false}";
    body("doubled member", call(doubled), PARAMETER, "DUPLICATE_FIELD", "retry");
    ObjectNode missing = bundle();
    slice(missing, 0).remove("chainId");
    refuse("no chain id", missing, PARAMETER, "MISSING_FIELD", "slices[0].chainId");
    ObjectNode type = bundle().put("slices", "0x");
    refuse("slices that are no array", type, PARAMETER, "WRONG_TYPE", "slices");
    ObjectNode number = bundle();
    slice(number, 0).put("minBlock", "0x01");
    refuse("a leading zero", number, PARAMETER, "BAD_QUANTITY", "slices[0].minBlock");
    ObjectNode negative = bundle().put("maxTimestamp", -1);
    refuse("a negative number", negative, PARAMETER, "BAD_QUANTITY", "maxTimestamp");
    ObjectNode reverting = bundle();
    slice(reverting, 0).putArray("revertingTxHashes").add("0x" + "11".repeat(32));
    refuse(
        "reverting hash of no transaction",
        reverting,
        PARAMETER,
        "UNKNOWN_REVERTING_HASH",
        "slices[0].revertingTxHashes[0]");
    refuse("retry", bundle().put("retry", true), -32004, "NOT_YET", "retry");
    ObjectNode replaceable = wallet.submit(bundle().put("replacementUuid", "one"));
    refuse("replacement", replaceable, -32004, "NOT_YET", "replacementUuid");
    ObjectNode level = bundle().put("minimumLevel", "SURE");
    refuse("unknown level", level, PARAMETER, "BAD_VALUE", "minimumLevel");
  }

  private void limits() {
    ObjectNode slices = Bundles.bundle();
    for (int i = 0; i <= MAX_SLICES; i++) {
      Bundles.slice(slices, LEFT + i, List.of("0x00"));
    }
    refuse("a slice too many", slices, PARAMETER, "TOO_MANY_SLICES", "slices", MAX_SLICES);

    ObjectNode many = Bundles.bundle();
    List<String> raws = new ArrayList<>();
    for (int nonce = 0; nonce <= MAX_TRANSACTIONS; nonce++) {
      raws.add(Tx.transfer(LEFT, nonce).sign(wallet));
    }
    Bundles.slice(many, LEFT, raws);
    refuse(
        "a transaction too many",
        many,
        PARAMETER,
        "TOO_MANY_TRANSACTIONS",
        "slices[0].txs",
        MAX_TRANSACTIONS);

    ObjectNode large = Bundles.bundle();
    Bundles.slice(large, LEFT, List.of(sized(0, MAX_TRANSACTION_BYTES + 1)));
    refuse(
        "a byte too many in a transaction",
        large,
        PARAMETER,
        "TRANSACTION_TOO_LARGE",
        "slices[0].txs[0]",
        MAX_TRANSACTION_BYTES);

    ObjectNode total = Bundles.bundle();
    List<String> parts = new ArrayList<>();
    for (int nonce = 0; nonce < 4; nonce++) {
      parts.add(sized(nonce, MAX_TRANSACTION_BYTES - (nonce == 3 ? 399 : 0)));
    }
    parts.add(sized(4, 400));
    Bundles.slice(total, LEFT, parts);
    refuse(
        "a byte too many in a bundle",
        total,
        PARAMETER,
        "BUNDLE_TOO_LARGE",
        "slices[0].txs[4]",
        MAX_BUNDLE_BYTES);

    ObjectNode gas = bundle();
    String hungry = Tx.transfer(LEFT, 0).withGas(MAX_GAS + 1).sign(wallet);
    slice(gas, 0).putArray("txs").add(hungry);
    refuse("a unit of gas too many", gas, RULE, "GAS_LIMIT", "slices[0].txs", MAX_GAS);

    ObjectNode uuid = wallet.submit(bundle().put("replacementUuid", "u".repeat(MAX_UUID + 1)));
    refuse(
        "a character too many",
        uuid,
        PARAMETER,
        "REPLACEMENT_UUID_TOO_LONG",
        "replacementUuid",
        MAX_UUID);
  }

  /** A transaction of exactly so many bytes. */
  String sized(long nonce, int bytes) {
    int padding = bytes - 130;
    while (true) {
      String data = "0x" + "00".repeat(padding);
      String raw = Tx.transfer(LEFT, nonce).withGas(3_000_000).withData(data).sign(wallet);
      int actual = raw.length() / 2 - 1;
      if (actual == bytes) {
        return raw;
      }
      padding += bytes - actual;
    }
  }

  private void bounds() {
    long now = System.currentTimeMillis() / 1000;
    ObjectNode past = bundle().put("maxTimestamp", now - 5);
    refuse("deadline in the past", past, RULE, "DEADLINE_PASSED", "maxTimestamp");
    ObjectNode far = bundle().put("maxTimestamp", now + MAX_LIFETIME_SECONDS + 60);
    refuse("deadline too far ahead", far, RULE, "DEADLINE_TOO_FAR", "maxTimestamp");
    ObjectNode blocks = bundle();
    slice(blocks, 1).put("minBlock", "0x9").put("maxBlock", "0x8");
    refuse("empty block range", blocks, RULE, "EMPTY_BLOCK_RANGE", "slices[1].maxBlock");
    ObjectNode times = bundle().put("minTimestamp", now + 9).put("maxTimestamp", now + 8);
    refuse("empty time range", times, RULE, "EMPTY_TIME_RANGE", "maxTimestamp");
  }

  private void signatures() {
    int request = -32600;
    String bad = "BAD_SIGNATURE";
    Wallet mallory = Wallet.named("mallory");
    ObjectNode foreign = mallory.submit(bundle()).put("submitter", wallet.address());
    refuse("somebody else's signature", foreign, request, bad, "");
    ObjectNode changed = wallet.submit(bundle()).put("minTimestamp", 1);
    refuse("a signature over something else", changed, request, bad, "");
    ObjectNode unsigned = bundle().put("submitter", wallet.address());
    refuse("a submitter without signature", unsigned, request, bad, "");
    ObjectNode nobody = wallet.submit(bundle());
    nobody.remove("submitter");
    refuse("a signature without submitter", nobody, request, bad, "");
    ObjectNode high = wallet.submit(bundle());
    String signature = high.get("signature").asText();
    String v = signature.endsWith("1b") ? "1c" : "1b";
    high.put("signature", signature.substring(0, signature.length() - 2) + v);
    refuse("another recovery id", high, request, bad, "");
  }

  private ObjectNode bundle() {
    return Bundles.transfers(wallet, 0, LEFT, RIGHT);
  }

  private static ObjectNode slice(ObjectNode bundle, int index) {
    return (ObjectNode) bundle.path("slices").path(index);
  }

  private void second(String name, String raw, int code, String reason) {
    ObjectNode bundle = bundle();
    slice(bundle, 1).putArray("txs").add(raw);
    refuse(name, bundle, code, reason, "slices[1].txs[0]");
  }

  private void refuse(String name, ObjectNode bundle, int code, String reason, String field) {
    body(name, call(bundle.toString()), code, reason, field);
  }

  private void refuse(
      String name, ObjectNode bundle, int code, String reason, String field, int limit) {
    cases.add(new BadCase(name, call(bundle.toString()), 200, code, reason, field, (long) limit));
  }

  private void body(String name, String body, int code, String reason, String field) {
    cases.add(new BadCase(name, body, 200, code, reason, field, null));
  }

  static String call(String bundle) {
    String empty = JsonRpc.request("atomic_sendBundle").toString();
    return empty.replace("\"params\":[]", "\"params\":[" + bundle + "]");
  }
}
