package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All blocks of one rollup as its own RPC shows them, genesis aside. */
record Chain(long chainId, List<Block> blocks, Map<String, List<Place>> places) {

  record Block(
      JsonNode header, long number, String hash, long timestamp, List<Executed> executed) {}

  /**
   * A transaction in a block, with its receipt.
   *
   * @param tip wei for each unit of gas that went to the block's beneficiary
   */
  record Executed(String hash, boolean success, BigInteger gasUsed, BigInteger tip) {}

  record Place(Block block, int index) {
    Executed executed() {
      return block.executed().get(index);
    }
  }

  List<Place> find(String transactionHash) {
    return places.getOrDefault(transactionHash, List.of());
  }

  static Chain read(long chainId, String url) {
    Rpc rpc = new Rpc(url);
    long told = Hashing.number(rpc.call("eth_chainId").asText()).longValueExact();
    if (told != chainId) {
      throw new IllegalStateException(url + " is chain " + told + ", not " + chainId);
    }
    long head = Hashing.number(rpc.call("eth_blockNumber").asText()).longValueExact();
    List<List<Object>> numbers = new ArrayList<>();
    List<List<Object>> headers = new ArrayList<>();
    for (long number = 0; number <= head; number++) {
      numbers.add(List.of(Hashing.quantity(number)));
      headers.add(List.of(Hashing.quantity(number), false));
    }
    List<JsonNode> blocks = rpc.callEach("eth_getBlockByNumber", headers);
    List<JsonNode> receipts = rpc.callEach("eth_getBlockReceipts", numbers);
    List<Block> read = new ArrayList<>();
    for (int number = 0; number < blocks.size(); number++) {
      read.add(block(blocks.get(number), receipts.get(number)));
    }
    Map<String, List<Place>> places = new HashMap<>();
    for (Block block : read) {
      for (int index = 0; index < block.executed().size(); index++) {
        String hash = block.executed().get(index).hash();
        places.computeIfAbsent(hash, key -> new ArrayList<>()).add(new Place(block, index));
      }
    }
    return new Chain(chainId, read, places);
  }

  private static Block block(JsonNode header, JsonNode receipts) {
    BigInteger baseFee = Hashing.number(header.path("baseFeePerGas").asText("0x0"));
    JsonNode transactions = header.path("transactions");
    if (transactions.size() != receipts.size()) {
      throw new IllegalStateException("block and receipts differ in length: " + header);
    }
    List<Executed> executed = new ArrayList<>();
    for (int i = 0; i < receipts.size(); i++) {
      JsonNode receipt = receipts.get(i);
      String hash = receipt.path("transactionHash").asText();
      if (!hash.equals(transactions.get(i).asText())) {
        throw new IllegalStateException("block and receipts differ at " + i + ": " + header);
      }
      BigInteger price = Hashing.number(receipt.path("effectiveGasPrice").asText());
      executed.add(
          new Executed(
              hash,
              receipt.path("status").asText().equals("0x1"),
              Hashing.number(receipt.path("gasUsed").asText()),
              price.subtract(baseFee)));
    }
    return new Block(
        header,
        Hashing.number(header.path("number").asText()).longValueExact(),
        header.path("hash").asText(),
        Hashing.number(header.path("timestamp").asText()).longValueExact(),
        executed);
  }
}
