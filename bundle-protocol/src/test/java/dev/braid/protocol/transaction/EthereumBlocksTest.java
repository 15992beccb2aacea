package dev.braid.protocol.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.testing.Vectors;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The header rule against blocks that a real anvil made under each fork, and against tampering. */
final class EthereumBlocksTest {
  private static final EthereumBlocks FORMAT = EthereumBlocks.INSTANCE;
  private static final Withdrawal WITHDRAWAL =
      new Withdrawal(0, 1, Address.fromHex("0x00000000000000000000000000000000000000aa"), 5);

  private record Block(String fork, BlockHeader header, BlockHash hash, List<Bytes> transactions) {}

  @Test
  void blocksOfEveryForkFitTheirHash() {
    List<Block> blocks = blocks();
    assertThat(blocks).hasSizeGreaterThan(15);
    for (Block block : blocks) {
      assertThat(check(block)).as("%s, block %d", block.fork, block.header.number()).isNull();
    }
  }

  @Test
  void theBaseFeeFollowsFromTheParent() {
    List<Block> blocks = blocks();
    int checked = 0;
    for (int i = 1; i < blocks.size(); i++) {
      BlockHeader parent = blocks.get(i - 1).header();
      BlockHeader child = blocks.get(i).header();
      BigInteger fee = parent.baseFeePerGas();
      if (child.number() == parent.number() + 1 && fee != null) {
        assertThat(child.baseFeePerGas())
            .isEqualTo(BaseFee.next(parent.gasLimit(), parent.gasUsed(), fee));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(10);
  }

  @Test
  void theBaseFeeRisesAndFallsByAnEighthAndByOneWeiAtLeast() {
    BigInteger gwei = BigInteger.valueOf(1_000_000_000);
    assertThat(BaseFee.next(30_000_000, 15_000_000, gwei)).isEqualTo(gwei);
    assertThat(BaseFee.next(30_000_000, 30_000_000, gwei)).isEqualTo(1_125_000_000);
    assertThat(BaseFee.next(30_000_000, 0, gwei)).isEqualTo(875_000_000);
    assertThat(BaseFee.next(30_000_000, 15_000_001, BigInteger.valueOf(7))).isEqualTo(8);
    assertThat(BaseFee.next(30_000_000, 14_999_999, BigInteger.valueOf(7))).isEqualTo(7);
  }

  @Test
  void aChangedListIsFound() {
    Block block = withTransactions("osaka", 3);
    List<Bytes> missing = block.transactions.subList(0, 2);
    List<Bytes> swapped = new ArrayList<>(block.transactions);
    swapped.add(swapped.remove(0));
    List<Bytes> twice = new ArrayList<>(block.transactions);
    twice.add(twice.get(0));
    for (List<Bytes> other : List.of(missing, swapped, twice, List.<Bytes>of())) {
      assertThat(FORMAT.check(block.header, block.hash, other, List.of(), List.of()))
          .contains("transactions root");
    }
  }

  @Test
  void withdrawalsAndRequestsMustFit() {
    Block osaka = withTransactions("osaka", 1);
    assertThat(
            FORMAT.check(
                osaka.header, osaka.hash, osaka.transactions, List.of(WITHDRAWAL), List.of()))
        .contains("withdrawals root");
    assertThat(
            FORMAT.check(
                osaka.header,
                osaka.hash,
                osaka.transactions,
                List.of(),
                List.of(Bytes.of((byte) 0, (byte) 1))))
        .contains("requests hash");
    // A header without the fields leaves no room for either.
    Block london = withTransactions("london", 1);
    assertThat(
            FORMAT.check(
                london.header, london.hash, london.transactions, List.of(WITHDRAWAL), List.of()))
        .contains("withdrawals root");
    assertThat(
            FORMAT.check(
                london.header,
                london.hash,
                london.transactions,
                List.of(),
                List.of(Bytes.of((byte) 0, (byte) 1))))
        .contains("requests hash");
  }

  @Test
  void anyOtherHashIsRefused() {
    Block block = withTransactions("prague", 1);
    BlockHash other = blocks().get(0).hash;
    assertThat(FORMAT.check(block.header, other, block.transactions, List.of(), List.of()))
        .contains("hashes to");
  }

  @Test
  void malformedHeadersAreRefused() {
    Block block = withTransactions("prague", 1);
    BigInteger tooGreat = BigInteger.TWO.pow(256);
    List<UnaryOperator<Fields>> changes =
        List.of(
            f -> f.with(6, Bytes.EMPTY),
            f -> f.with(14, Bytes.EMPTY),
            f -> f.with(12, Bytes.wrap(new byte[33])),
            f -> f.with(1, Bytes32.ZERO),
            f -> f.with(8, -1L),
            f -> f.with(9, -1L),
            f -> f.with(10, -1L),
            f -> f.with(11, -1L),
            f -> f.with(10, 30_000_001L),
            f -> f.with(7, BigInteger.ONE.negate()),
            f -> f.with(7, tooGreat),
            f -> f.with(15, BigInteger.ONE.negate()),
            f -> f.with(15, tooGreat),
            f -> f.with(15, null),
            f -> f.with(17, null),
            f -> f.with(17, -1L),
            f -> f.with(18, -1L));
    for (int i = 0; i < changes.size(); i++) {
      BlockHeader changed = changes.get(i).apply(Fields.of(block.header)).header();
      String found = FORMAT.check(changed, block.hash, block.transactions, List.of(), List.of());
      assertThat(found).as("change %d", i).isNotNull().doesNotContain("hashes to");
    }
  }

  @Test
  void everyHeaderFieldIsInTheHash() {
    Block block = withTransactions("prague", 1);
    Bytes32 word =
        Bytes32.wrap(
            new byte[] {
              1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
              1, 1, 1
            });
    Object[] others = {
      new BlockHash(word),
      word,
      WITHDRAWAL.address(),
      word,
      word,
      word,
      Bytes.wrap(new byte[255]),
      BigInteger.TEN,
      99L,
      99L,
      99L,
      99L,
      Bytes.of((byte) 9),
      word,
      Bytes.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}),
      BigInteger.TEN,
      word,
      99L,
      99L,
      word,
      word
    };
    for (int i = 0; i < others.length; i++) {
      BlockHeader changed = Fields.of(block.header).with(i, others[i]).header();
      assertThat(FORMAT.hash(changed)).as("field %d", i).isNotEqualTo(block.hash);
    }
  }

  @Test
  void requestsAreHashedAsEip7685Has() {
    // SHA-256 of nothing; a request of its type byte alone counts as none.
    String none = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assertThat(EthereumBlocks.requestsHash(List.of()).toHex()).isEqualTo(none);
    assertThat(EthereumBlocks.requestsHash(List.of(Bytes.of((byte) 1))).toHex()).isEqualTo(none);
    assertThat(EthereumBlocks.requestsHash(List.of(Bytes.of((byte) 1, (byte) 2))).toHex())
        .isNotEqualTo(none);
  }

  @Test
  void formatsAreKnownByName() {
    assertThat(BlockFormat.named("ethereum")).isSameAs(FORMAT);
    assertThat(BlockFormat.named("")).isNull();
    assertThat(BlockFormat.named("Ethereum")).isNull();
  }

  private static @Nullable String check(Block block) {
    return FORMAT.check(block.header, block.hash, block.transactions, List.of(), List.of());
  }

  private static Block withTransactions(String fork, int count) {
    return blocks().stream()
        .filter(b -> b.fork.equals(fork) && b.transactions.size() == count)
        .findFirst()
        .orElseThrow();
  }

  private static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (JsonNode json : Vectors.read("blocks.json").get("blocks")) {
      List<Bytes> transactions = new ArrayList<>();
      json.get("transactions").forEach(raw -> transactions.add(Bytes.fromHex(raw.asText())));
      JsonNode header = json.get("header");
      blocks.add(
          new Block(
              json.get("fork").asText(),
              header(header),
              BlockHash.fromHex(header.get("hash").asText()),
              transactions));
    }
    return blocks;
  }

  private static BlockHeader header(JsonNode h) {
    return new BlockHeader(
        BlockHash.fromHex(h.get("parentHash").asText()),
        Bytes32.fromHex(h.get("sha3Uncles").asText()),
        Address.fromHex(h.get("miner").asText()),
        Bytes32.fromHex(h.get("stateRoot").asText()),
        Bytes32.fromHex(h.get("transactionsRoot").asText()),
        Bytes32.fromHex(h.get("receiptsRoot").asText()),
        Bytes.fromHex(h.get("logsBloom").asText()),
        BigInteger.valueOf(number(h, "difficulty")),
        number(h, "number"),
        number(h, "gasLimit"),
        number(h, "gasUsed"),
        number(h, "timestamp"),
        Bytes.fromHex(h.get("extraData").asText()),
        Bytes32.fromHex(h.get("mixHash").asText()),
        Bytes.fromHex(h.get("nonce").asText()),
        h.has("baseFeePerGas") ? BigInteger.valueOf(number(h, "baseFeePerGas")) : null,
        word(h, "withdrawalsRoot"),
        h.has("blobGasUsed") ? (Long) number(h, "blobGasUsed") : null,
        h.has("excessBlobGas") ? (Long) number(h, "excessBlobGas") : null,
        word(h, "parentBeaconBlockRoot"),
        word(h, "requestsHash"));
  }

  private static long number(JsonNode h, String name) {
    return Long.decode(h.get(name).asText());
  }

  private static @Nullable Bytes32 word(JsonNode h, String name) {
    return h.has(name) ? Bytes32.fromHex(h.get(name).asText()) : null;
  }

  /** A header's fields by index, to change one. */
  private record Fields(List<@Nullable Object> values) {
    static Fields of(BlockHeader header) {
      List<@Nullable Object> values = new ArrayList<>();
      for (var component : BlockHeader.class.getRecordComponents()) {
        try {
          values.add(component.getAccessor().invoke(header));
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
      return new Fields(values);
    }

    Fields with(int index, @Nullable Object value) {
      values.set(index, value);
      return this;
    }

    BlockHeader header() {
      try {
        return (BlockHeader)
            BlockHeader.class.getDeclaredConstructors()[0].newInstance(values.toArray());
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }
}
