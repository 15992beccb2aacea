package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Bytes32;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Merkle trees of the shape of RFC 6962 section 2.1, with keccak-256: node = H(0x01 ‖ left ‖
 * right), the left subtree taking the largest power of two below the number of leaves.
 */
public final class Merkle {
  /** The root over no leaves: the hash of the empty string. */
  public static final Bytes32 EMPTY_ROOT = Keccak.hash(new byte[0]);

  private static final byte[] NODE = {0x01};

  private Merkle() {}

  /** The root over leaf hashes. */
  public static Bytes32 root(List<Bytes32> leaves) {
    return MerkleTree.over(leaves).root();
  }

  /**
   * The inclusion proof of one leaf, from the leaf's sibling upward (RFC 6962 section 2.1.1).
   *
   * @throws IndexOutOfBoundsException when there is no such leaf
   */
  public static List<Bytes32> proof(List<Bytes32> leaves, int index) {
    Objects.checkIndex(index, leaves.size());
    return MerkleTree.over(leaves).proof(index);
  }

  /** Whether the leaf stands at this index of a tree of {@code count} leaves with this root. */
  public static boolean check(
      Bytes32 root, int count, int index, Bytes32 leaf, List<Bytes32> proof) {
    return root.equals(rootOf(count, index, leaf, proof));
  }

  /**
   * The root of the tree of {@code count} leaves in which the proof puts this leaf at this index,
   * or null when the proof has another length than such a tree's.
   */
  public static @Nullable Bytes32 rootOf(int count, int index, Bytes32 leaf, List<Bytes32> proof) {
    if (index < 0 || index >= count) {
      return null;
    }
    // RFC 9162 section 2.1.3.2: walks upward; at the right edge levels without a sibling are
    // skipped.
    int node = index;
    int last = count - 1;
    Bytes32 hash = leaf;
    for (Bytes32 sibling : proof) {
      if (last == 0) {
        return null;
      }
      if ((node & 1) == 1 || node == last) {
        hash = node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 ? hash : null;
  }

  static Bytes32 node(Bytes32 left, Bytes32 right) {
    return Keccak.hash(NODE, left.bytes().unsafeArray(), right.bytes().unsafeArray());
  }
}
