package dev.braid.protocol.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.testing.Vectors;
import dev.braid.protocol.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OrderedTrieTest {
  @Test
  void rootsAreThoseOfEthereumjs() {
    JsonNode cases = Vectors.read("ordered-roots.json").get("cases");
    assertThat(cases).hasSizeGreaterThan(40);
    for (JsonNode vector : cases) {
      int count = vector.get("count").asInt();
      int scale = vector.get("scale").asInt();
      List<Bytes> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(value(i, scale));
      }
      assertThat(OrderedTrie.root(values).toHex())
          .as("count %d, scale %d", count, scale)
          .isEqualTo(vector.get("root").asText());
    }
  }

  /** As the file's description says. */
  private static Bytes value(int i, int scale) {
    byte[] bytes = new byte[1 + i * 37 % scale];
    for (int j = 0; j < bytes.length; j++) {
      bytes[j] = (byte) (i + j);
    }
    return Bytes.wrap(bytes);
  }
}
