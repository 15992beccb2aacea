package dev.braid.it.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.it.checker.BundleId;
import dev.braid.it.checker.Hashing;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Repository;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The checker's own hashing agrees with the published vectors, which other libraries made. */
final class VectorsTest {
  @Test
  void bundleIdsAreThoseOfTheVectors() throws IOException {
    JsonNode vectors = read("bundle-id.json");
    for (JsonNode vector : vectors.get("cases")) {
      assertThat(BundleId.of(vector.get("bundle")))
          .describedAs(vector.get("name").asText())
          .isEqualTo(vector.get("id").asText());
    }
    JsonNode cancel = vectors.get("cancel");
    assertThat(Hashing.hex(BundleId.cancelDigest(cancel.get("bundleId").asText())))
        .isEqualTo(cancel.get("digest").asText());
    JsonNode read = vectors.get("read");
    assertThat(
            Hashing.hex(
                BundleId.readDigest(read.get("bundleId").asText(), read.get("expires").asLong())))
        .isEqualTo(read.get("digest").asText());
  }

  @Test
  void transactionHashesAreThoseOfTheVectors() throws IOException {
    for (JsonNode vector : read("transactions.json").get("valid")) {
      assertThat(Hashing.transactionHash(vector.get("raw").asText()))
          .isEqualTo(vector.get("hash").asText());
    }
  }

  private static JsonNode read(String name) throws IOException {
    return JsonRpc.JSON.readTree(Repository.root().resolve("docs/vectors/" + name).toFile());
  }
}
