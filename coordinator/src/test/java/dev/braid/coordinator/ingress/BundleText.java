package dev.braid.coordinator.ingress;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Bundles as a client writes them, with the id that it expects. */
final class BundleText {
  private static final AtomicLong NONCE = new AtomicLong();

  private BundleText() {}

  record Sent(String json, BundleId id) {}

  static String slice(long chainId, RawTransaction... transactions) {
    return "{\"chainId\":"
        + chainId
        + ",\"txs\":["
        + Arrays.stream(transactions)
            .map(transaction -> "\"" + transaction.raw().toHex() + "\"")
            .collect(Collectors.joining(","))
        + "]}";
  }

  static RawTransaction transfer(long chainId) {
    return Accounts.ALICE.transfer(chainId, NONCE.getAndIncrement());
  }

  static String bundle(String slices, String... members) {
    return "{\"slices\":["
        + slices
        + "]"
        + Arrays.stream(members).map(member -> "," + member).collect(Collectors.joining())
        + "}";
  }

  /** A new transfer on each rollup, by nobody. */
  static Sent anonymous(long... chainIds) {
    return sent(Address.ZERO, "", chainIds);
  }

  /** A new transfer on each rollup, signed by an account. */
  static Sent signed(Accounts submitter, long... chainIds) {
    return sent(submitter.address(), "sign", chainIds, submitter);
  }

  private static Sent sent(Address submitter, String sign, long[] chainIds, Accounts... signers) {
    List<RawTransaction> transactions =
        Arrays.stream(chainIds).mapToObj(BundleText::transfer).toList();
    String slices = "";
    List<Slice> values = new java.util.ArrayList<>();
    for (int i = 0; i < chainIds.length; i++) {
      slices += (i == 0 ? "" : ",") + slice(chainIds[i], transactions.get(i));
      values.add(
          new Slice(new ChainId(chainIds[i]), List.of(transactions.get(i)), List.of(), 0, 0));
    }
    BundleId id =
        BundleDigest.id(new Bundle(values, 0, 0, Level.EXECUTION, false, "", 0, submitter));
    if (sign.isEmpty()) {
      return new Sent(bundle(slices), id);
    }
    String signature = Accounts.CURVE.sign(id.value(), signers[0].key()).bytes().toHex();
    return new Sent(
        bundle(
            slices,
            "\"submitter\":\"" + submitter.toHex() + "\"",
            "\"signature\":\"" + signature + "\""),
        id);
  }
}
