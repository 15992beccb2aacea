package dev.braid.it.bench;

import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.testing.Bundles;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Level;
import java.util.ArrayList;
import java.util.List;

/** Anonymous bundles of two slices as the ingress hands them on: decoded, checked, encoded. */
final class Encoded {
  private long nonce;

  /** Pairs of slices that no earlier call gave. */
  List<List<Slice>> slices(int count) {
    List<List<Slice>> all = new ArrayList<>();
    for (int i = 0; i < count; i++, nonce++) {
      all.add(
          List.of(
              Bundles.slice(901, Accounts.ALICE.transfer(901, nonce)),
              Bundles.slice(902, Accounts.ALICE.transfer(902, nonce))));
    }
    return all;
  }

  /**
   * @param deadlineSeconds after which what is not decided expires
   */
  static List<byte[]> requests(List<List<Slice>> slices, long deadlineSeconds) {
    return slices.stream().map(pair -> request(pair, deadlineSeconds)).toList();
  }

  private static byte[] request(List<Slice> slices, long deadlineSeconds) {
    Bundle bundle =
        new Bundle(slices, 0, deadlineSeconds, Level.EXECUTION, false, "", 0, Address.ZERO);
    return BatcherRequest.newBuilder()
        .setSubmit(
            SubmitRequest.newBuilder()
                .setId(ValueCodec.to(BundleDigest.id(bundle)))
                .setBundle(BundleCodec.toProto(bundle))
                .setAuthorization(BundleCodec.toProto(new Authorization.Anonymous())))
        .build()
        .toByteArray();
  }
}
