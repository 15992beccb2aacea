package dev.braid.protocol.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.crypto.BouncyCastleSecp256k1;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.testing.Vectors;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The published transactions: what viem and ethers made is taken, every other case refused. */
final class TransactionVectorsTest {
  private static final BouncyCastleSecp256k1 CURVE = new BouncyCastleSecp256k1();

  @TestFactory
  Stream<DynamicTest> readsWhatViemAndEthersWrote() {
    return cases("valid").map(v -> DynamicTest.dynamicTest(v.get("name").asText(), () -> valid(v)));
  }

  private static void valid(JsonNode vector) {
    RawTransaction raw = RawTransaction.of(Bytes.fromHex(vector.get("raw").asText()));
    Transaction read = ((DecodeResult.Decoded) TransactionDecoder.decode(raw)).transaction();
    assertThat(read.hash().toHex()).isEqualTo(vector.get("hash").asText());
    assertThat(read.signingHash().toHex()).isEqualTo(vector.get("signingHash").asText());
    assertThat(read.type()).isEqualTo(vector.get("type").asInt());
    assertThat(read.chainId().value()).isEqualTo(vector.get("chainId").asLong());
    assertThat(read.nonce()).isEqualTo(vector.get("nonce").asLong());
    assertThat(read.gasLimit()).isEqualTo(vector.get("gasLimit").asLong());
    assertThat(read.maxFeePerGas()).isEqualTo(number(vector, "maxFeePerGas"));
    assertThat(read.maxPriorityFeePerGas()).isEqualTo(number(vector, "maxPriorityFeePerGas"));
    Address to = vector.get("to").isNull() ? null : Address.fromHex(vector.get("to").asText());
    assertThat(read.to()).isEqualTo(to);
    assertThat(read.value()).isEqualTo(number(vector, "value"));
    assertThat(read.data().toHex()).isEqualTo(vector.get("data").asText());
    JsonNode accessList = vector.get("accessList");
    assertThat(read.accessList()).hasSize(accessList.size());
    for (int i = 0; i < accessList.size(); i++) {
      AccessListEntry entry = read.accessList().get(i);
      assertThat(entry.address())
          .isEqualTo(Address.fromHex(accessList.get(i).get("address").asText()));
      assertThat(entry.storageKeys().stream().map(Bytes32::toHex))
          .containsExactlyElementsOf(texts(accessList.get(i).get("storageKeys")));
    }
    assertThat(new SenderRecovery(CURVE).sender(read))
        .isEqualTo(Address.fromHex(vector.get("sender").asText()));
    PrivateKey key = new PrivateKey(Bytes32.fromHex(vector.get("privateKey").asText()));
    assertThat(read.content().sign(CURVE, key)).isEqualTo(raw);
  }

  @TestFactory
  Stream<DynamicTest> refusesEveryOtherEncodingAndKind() {
    return cases("invalid")
        .map(v -> DynamicTest.dynamicTest(v.get("name").asText(), () -> invalid(v)));
  }

  private static void invalid(JsonNode vector) {
    DecodeResult result =
        TransactionDecoder.decode(RawTransaction.of(Bytes.fromHex(vector.get("raw").asText())));
    if (vector.get("result").asText().equals("refused")) {
      assertThat(result).isInstanceOf(DecodeResult.Refused.class);
    } else {
      assertThat(result).isInstanceOf(DecodeResult.Malformed.class);
      assertThat(((DecodeResult.Malformed) result).field()).isEqualTo(vector.get("field").asText());
    }
  }

  private static BigInteger number(JsonNode vector, String name) {
    return new BigInteger(vector.get(name).asText());
  }

  private static Iterable<String> texts(JsonNode array) {
    return () -> StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).iterator();
  }

  private static Stream<JsonNode> cases(String list) {
    return StreamSupport.stream(Vectors.read("transactions.json").get(list).spliterator(), false);
  }
}
