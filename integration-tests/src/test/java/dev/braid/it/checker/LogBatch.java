package dev.braid.it.checker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A batch as {@code atomic_getBatch} shows it, and its hashes made again from what it shows. */
public record LogBatch(JsonNode json) {
  private static final byte[] NONE = new byte[32];

  long height() {
    return number(json, "height");
  }

  String hash() {
    return json.path("hash").asText();
  }

  String previousHash() {
    return json.path("previousHash").asText();
  }

  boolean isVoid() {
    return json.path("void").asBoolean();
  }

  JsonNode entries() {
    return json.path("entries");
  }

  JsonNode signatures() {
    return json.path("certificate").path("signatures");
  }

  /** The root over its entries. */
  String root() {
    List<byte[]> leaves = new ArrayList<>();
    for (JsonNode entry : entries()) {
      byte[] head = Hashing.bytes(entry.path("head").asText());
      byte[] rest = Hashing.bytes(entry.path("entryHash").asText());
      leaves.add(LogTree.leaf(entry.path("kindNumber").asInt(), head, rest));
    }
    return Hashing.hex(LogTree.root(leaves));
  }

  /** Its hash, made again from its fields and entries. */
  String computedHash(String networkId) {
    return hash(networkId, json, entries().size(), root());
  }

  /**
   * The batch hash (docs/protocol.md).
   *
   * @param fields holds height, previousHash, term and timeMillis
   */
  public static String hash(String networkId, JsonNode fields, int entryCount, String root) {
    long height = number(fields, "height");
    byte[] numbers =
        ByteBuffer.allocate(20)
            .putLong(number(fields, "term"))
            .putLong(number(fields, "timeMillis"))
            .putInt(entryCount)
            .array();
    return Hashing.hex(
        Hashing.keccak(
            "braid batch v1".getBytes(US_ASCII),
            height == 0 ? NONE : Hashing.bytes(networkId),
            eight(height),
            Hashing.bytes(fields.path("previousHash").asText()),
            numbers,
            Hashing.bytes(root)));
  }

  /** What members sign of a batch (docs/protocol.md). */
  public static byte[] certificateDigest(
      String networkId, long memberSet, long height, boolean isVoid, String hash) {
    return Hashing.keccak(
        "braid certificate v1".getBytes(US_ASCII),
        Hashing.bytes(networkId),
        eight(memberSet),
        eight(height),
        new byte[] {(byte) (isVoid ? 1 : 0)},
        Hashing.bytes(hash));
  }

  static long number(JsonNode of, String name) {
    return Hashing.number(of.path(name).asText("0")).longValueExact();
  }

  private static byte[] eight(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }
}
