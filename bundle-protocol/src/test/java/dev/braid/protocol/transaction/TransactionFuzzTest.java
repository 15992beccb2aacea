package dev.braid.protocol.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.testing.Vectors;
import dev.braid.protocol.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No second encoding: whatever decodes is exactly what the encoder writes of its content. */
final class TransactionFuzzTest {
  private static final long SEED = 1559;
  private static final int CASES = 200_000;

  @Test
  void whateverDecodesEncodesToTheSameBytes() {
    List<byte[]> corpus = new ArrayList<>();
    for (JsonNode vector : Vectors.read("transactions.json").get("valid")) {
      corpus.add(Bytes.fromHex(vector.get("raw").asText()).toArray());
    }
    Random random = new Random(SEED);
    int decoded = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = mutate(corpus.get(random.nextInt(corpus.size())), random);
      RawTransaction raw = RawTransaction.of(Bytes.wrap(bytes));
      if (TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded(Transaction read)) {
        decoded++;
        assertThat(read.content().withSignature(read.signature()))
            .as("seed %d, case %d, %s", SEED, i, raw.raw())
            .isEqualTo(raw);
      }
    }
    // Enough of both, or the test proves nothing.
    assertThat(decoded).isBetween(CASES / 50, CASES * 49 / 50);
  }

  @Test
  void deepNestingCostsNeitherStackNorTime() {
    byte[] nested = {(byte) 0xc0};
    while (nested.length <= 0xffff) { // 21,000 lists, each in the other
      int length = nested.length;
      byte[] header =
          length <= 55
              ? new byte[] {(byte) (0xc0 + length)}
              : length <= 0xff
                  ? new byte[] {(byte) 0xf8, (byte) length}
                  : new byte[] {(byte) 0xf9, (byte) (length >> 8), (byte) length};
      byte[] outer = Arrays.copyOf(header, header.length + length);
      System.arraycopy(nested, 0, outer, header.length, length);
      nested = outer;
    }
    for (byte[] bytes : List.of(nested, insert(nested, 0, (byte) 2))) {
      assertThat(TransactionDecoder.decode(RawTransaction.of(Bytes.wrap(bytes))))
          .isInstanceOf(DecodeResult.Malformed.class);
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at =
          bytes.length == 0 ? 0 : random.nextInt(Math.min(bytes.length, 1 + random.nextInt(300)));
      switch (random.nextInt(5)) {
        case 0 -> bytes = insert(bytes, at, (byte) random.nextInt(256));
        case 1 -> bytes = remove(bytes, at);
        case 2 -> {
          // One byte more, and the list's length with it: what a careless encoder would write.
          bytes = insert(bytes, at, (byte) 0);
          grow(bytes);
        }
        default -> {
          if (bytes.length > 0) {
            bytes[at] =
                random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
          }
        }
      }
    }
    return bytes;
  }

  private static void grow(byte[] bytes) {
    int header = (bytes[0] & 0xff) < 0xc0 ? 1 : 0;
    if (bytes.length > header + 1 && (bytes[header] & 0xff) == 0xf8) {
      bytes[header + 1]++;
    }
  }

  private static byte[] insert(byte[] bytes, int at, byte value) {
    byte[] out = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, out, 0, at);
    out[at] = value;
    System.arraycopy(bytes, at, out, at + 1, bytes.length - at);
    return out;
  }

  private static byte[] remove(byte[] bytes, int at) {
    if (bytes.length == 0) {
      return bytes;
    }
    byte[] out = Arrays.copyOf(bytes, bytes.length - 1);
    System.arraycopy(bytes, at + 1, out, at, out.length - at);
    return out;
  }
}
