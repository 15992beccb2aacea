package dev.braid.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.testing.Vectors;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published ids and digests, made by viem and ethers. */
final class BundleDigestTest {
  private final JsonNode vectors = Vectors.read("bundle-id.json");

  @Test
  void typesAndDomainAreThePublishedOnes() {
    assertThat(BundleDigest.BUNDLE_TYPE).isEqualTo(text(vectors, "encodeType"));
    assertThat(BundleDigest.BUNDLE_TYPE_HASH.toHex()).isEqualTo(text(vectors, "typeHash"));
    assertThat(BundleDigest.SLICE_TYPE_HASH.toHex()).isEqualTo(text(vectors, "sliceTypeHash"));
    assertThat(BundleDigest.DOMAIN_SEPARATOR.toHex()).isEqualTo(text(vectors, "domainSeparator"));
    assertThat(BundleDigest.CANCEL_TYPE_HASH.toHex())
        .isEqualTo(text(vectors.get("cancel"), "typeHash"));
    assertThat(BundleDigest.READ_TYPE_HASH.toHex())
        .isEqualTo(text(vectors.get("read"), "typeHash"));
  }

  @Test
  void idsAreThePublishedOnes() {
    assertThat(vectors.get("cases")).isNotEmpty();
    for (JsonNode vector : vectors.get("cases")) {
      Bundle bundle = bundle(vector.get("bundle"));
      assertThat(bundle.slices().stream().map(BundleDigest::hashStruct).map(h -> h.toHex()))
          .containsExactlyElementsOf(texts(vector.get("sliceHashStructs")));
      assertThat(BundleDigest.hashStruct(bundle).toHex()).isEqualTo(text(vector, "hashStruct"));
      assertThat(BundleDigest.id(bundle).toHex())
          .as(text(vector, "name"))
          .isEqualTo(text(vector, "id"));
    }
  }

  @Test
  void whatASubmitterSignsToCancelAndToReadIsThePublishedDigest() {
    JsonNode cancel = vectors.get("cancel");
    BundleId id = BundleId.fromHex(text(cancel, "bundleId"));
    assertThat(BundleDigest.cancel(id).toHex()).isEqualTo(text(cancel, "digest"));
    JsonNode read = vectors.get("read");
    assertThat(BundleDigest.read(id, read.get("expires").asLong()).toHex())
        .isEqualTo(text(read, "digest"));
  }

  @Test
  void theFlashbotsHeaderSignsTheHexOfTheBodysHash() {
    JsonNode vector = vectors.get("flashbotsHeader");
    byte[] body = text(vector, "body").getBytes(StandardCharsets.UTF_8);
    assertThat(BundleDigest.flashbotsHeader(body).toHex()).isEqualTo(text(vector, "digest"));
    String[] header = text(vector, "header").split(":", 2);
    assertThat(
            Accounts.CURVE.recover(
                BundleDigest.flashbotsHeader(body), new Signature(Bytes.fromHex(header[1]))))
        .isEqualTo(Address.fromHex(header[0]));
  }

  private static Bundle bundle(JsonNode json) {
    List<Slice> slices = new ArrayList<>();
    for (JsonNode slice : json.get("slices")) {
      slices.add(
          new Slice(
              new ChainId(number(slice.get("chainId"))),
              texts(slice.get("txs")).stream().map(Bytes::fromHex).map(RawTransaction::of).toList(),
              texts(slice.path("revertingTxHashes")).stream()
                  .map(TransactionHash::fromHex)
                  .toList(),
              number(slice.path("minBlock")),
              number(slice.path("maxBlock"))));
    }
    return new Bundle(
        slices,
        number(json.path("minTimestamp")),
        number(json.path("maxTimestamp")),
        Level.valueOf(json.path("minimumLevel").asText("EXECUTION")),
        json.path("retry").asBoolean(false),
        json.path("replacementUuid").asText(""),
        number(json.path("replacementNonce")),
        json.has("submitter") ? Address.fromHex(text(json, "submitter")) : Address.ZERO);
  }

  private static long number(JsonNode value) {
    return value.isMissingNode() ? 0 : Long.decode(value.asText());
  }

  private static String text(JsonNode node, String name) {
    return node.get(name).asText();
  }

  private static List<String> texts(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(value -> out.add(value.asText()));
    return out;
  }
}
