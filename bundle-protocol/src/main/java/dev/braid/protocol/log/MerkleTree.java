package dev.braid.protocol.log;

import dev.braid.protocol.types.Bytes32;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole tree of {@link Merkle}'s shape, level by level from the leaves up; a node without a
 * sibling stands for itself on the next level, which gives RFC 6962's shape.
 */
final class MerkleTree {
  private final List<List<Bytes32>> levels;

  private MerkleTree(List<List<Bytes32>> levels) {
    this.levels = levels;
  }

  static MerkleTree over(List<Bytes32> leaves) {
    List<List<Bytes32>> levels = new ArrayList<>();
    List<Bytes32> level = List.copyOf(leaves);
    levels.add(level);
    while (level.size() > 1) {
      List<Bytes32> above = new ArrayList<>((level.size() + 1) / 2);
      for (int i = 0; i + 1 < level.size(); i += 2) {
        above.add(Merkle.node(level.get(i), level.get(i + 1)));
      }
      if (level.size() % 2 == 1) {
        above.add(level.getLast());
      }
      level = List.copyOf(above);
      levels.add(level);
    }
    return new MerkleTree(List.copyOf(levels));
  }

  Bytes32 root() {
    List<Bytes32> top = levels.getLast();
    return top.isEmpty() ? Merkle.EMPTY_ROOT : top.getFirst();
  }

  List<Bytes32> proof(int index) {
    List<Bytes32> proof = new ArrayList<>();
    int node = index;
    for (List<Bytes32> level : levels) {
      int sibling = node ^ 1;
      if (sibling < level.size()) {
        proof.add(level.get(sibling));
      }
      node >>= 1;
    }
    return List.copyOf(proof);
  }
}
