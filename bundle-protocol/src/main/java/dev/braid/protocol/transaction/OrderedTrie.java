package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The root of the Merkle Patricia trie (Yellow Paper, appendix D) that maps RLP(index) to value, as
 * a header's transactions root and withdrawals root do. Built at once from the sorted keys; nothing
 * is kept.
 */
final class OrderedTrie {
  private static final byte[] EMPTY_STRING = {(byte) 0x80};
  private static final int LEAF = 2;
  private static final int EXTENSION = 0;

  private final List<Leaf> leaves;

  /** A value and the nibbles of its key. */
  private record Leaf(Bytes path, Bytes value) {}

  private OrderedTrie(List<Leaf> leaves) {
    this.leaves = leaves;
  }

  static Bytes32 root(List<Bytes> values) {
    if (values.isEmpty()) {
      return Keccak.hash(EMPTY_STRING);
    }
    List<Leaf> leaves = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      leaves.add(new Leaf(nibbles(i), values.get(i)));
    }
    leaves.sort(Comparator.comparing(Leaf::path));
    return Keccak.hash(new OrderedTrie(leaves).node(0, leaves.size(), 0));
  }

  /**
   * The RLP of the node over the leaves {@code from .. to-1}, which agree in {@code depth} nibbles.
   */
  private byte[] node(int from, int to, int depth) {
    Bytes first = leaves.get(from).path();
    if (to - from == 1) {
      return new RlpWriter()
          .bytes(hexPrefix(first, depth, first.size(), LEAF))
          .bytes(leaves.get(from).value())
          .toList();
    }
    // Sorted, so what the first and the last share all share. No RLP is the prefix of another: a
    // branch never holds a value of its own.
    int shared = shared(first, leaves.get(to - 1).path());
    if (shared > depth) {
      return new RlpWriter()
          .bytes(hexPrefix(first, depth, shared, EXTENSION))
          .encoded(reference(node(from, to, shared)))
          .toList();
    }
    RlpWriter branch = new RlpWriter();
    int next = from;
    for (int nibble = 0; nibble < 16; nibble++) {
      int start = next;
      while (next < to && leaves.get(next).path().get(depth) == nibble) {
        next++;
      }
      branch.encoded(start == next ? EMPTY_STRING : reference(node(start, next, depth + 1)));
    }
    return branch.bytes(Bytes.EMPTY).toList();
  }

  /** A node below 32 bytes stands for itself, else its hash does. */
  private static byte[] reference(byte[] node) {
    return node.length < Bytes32.SIZE
        ? node
        : RlpWriter.encode(Keccak.hash(node).bytes().unsafeArray());
  }

  private static int shared(Bytes a, Bytes b) {
    int i = 0;
    while (i < a.size() && i < b.size() && a.get(i) == b.get(i)) {
      i++;
    }
    return i;
  }

  private static byte[] hexPrefix(Bytes path, int from, int to, int flag) {
    int count = to - from;
    byte[] out = new byte[count / 2 + 1];
    int at = from;
    out[0] = (byte) (flag << 4);
    if (count % 2 == 1) {
      out[0] = (byte) ((flag + 1) << 4 | path.get(at++));
    }
    for (int i = 1; i < out.length; i++) {
      out[i] = (byte) (path.get(at) << 4 | path.get(at + 1));
      at += 2;
    }
    return out;
  }

  private static Bytes nibbles(int index) {
    byte[] key = new RlpWriter().number(index).items();
    byte[] out = new byte[key.length * 2];
    for (int i = 0; i < key.length; i++) {
      out[2 * i] = (byte) ((key[i] & 0xf0) >> 4);
      out[2 * i + 1] = (byte) (key[i] & 0x0f);
    }
    return Bytes.wrap(out);
  }
}
