package dev.braid.it.checker;

import java.util.ArrayList;
import java.util.List;

/** Merkle trees of RFC 6962's shape with keccak-256 (docs/protocol.md, Trees). */
public final class LogTree {
  private static final byte[] LEAF = {0x00};
  private static final byte[] NODE = {0x01};

  private LogTree() {}

  /** The leaf of an entry: {@code H(0x00, kind, head, H(rest))}. */
  public static byte[] leaf(int kind, byte[] head, byte[] restHash) {
    return Hashing.keccak(LEAF, new byte[] {(byte) kind}, head, restHash);
  }

  public static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Hashing.keccak();
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    return node(root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
  }

  /** From the leaf's sibling upward. */
  public static List<byte[]> proof(List<byte[]> leaves, int index) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    boolean isLeft = index < left;
    List<byte[]> lefts = leaves.subList(0, left);
    List<byte[]> rights = leaves.subList(left, leaves.size());
    List<byte[]> proof =
        new ArrayList<>(isLeft ? proof(lefts, index) : proof(rights, index - left));
    proof.add(root(isLeft ? rights : lefts));
    return proof;
  }

  private static byte[] node(byte[] left, byte[] right) {
    return Hashing.keccak(NODE, left, right);
  }

  /** The root that the proof gives, or an empty array when it has the wrong length. */
  static byte[] rootOf(int count, int index, byte[] leaf, List<byte[]> proof) {
    if (count == 1) {
      return proof.isEmpty() ? leaf : new byte[0];
    }
    if (proof.isEmpty() || index < 0 || index >= count) {
      return new byte[0];
    }
    int left = Integer.highestOneBit(count - 1);
    byte[] sibling = proof.get(proof.size() - 1);
    List<byte[]> below = proof.subList(0, proof.size() - 1);
    boolean isLeft = index < left;
    byte[] own =
        isLeft ? rootOf(left, index, leaf, below) : rootOf(count - left, index - left, leaf, below);
    if (own.length == 0) {
      return own;
    }
    return isLeft ? node(own, sibling) : node(sibling, own);
  }
}
