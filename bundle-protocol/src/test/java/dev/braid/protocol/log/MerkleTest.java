package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Bytes32;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTest {
  private static final int MAX = 40;

  @Test
  void theTreeHasTheShapeOfRfc6962() {
    List<Bytes32> d = leaves(7);
    // The figure of RFC 6962 section 2.1.3.
    Bytes32 g = node(d.get(0), d.get(1));
    Bytes32 h = node(d.get(2), d.get(3));
    Bytes32 i = node(d.get(4), d.get(5));
    assertThat(Merkle.root(d)).isEqualTo(node(node(g, h), node(i, d.get(6))));
    assertThat(Merkle.root(d.subList(0, 1))).isEqualTo(d.getFirst());
    assertThat(Merkle.root(List.of())).isEqualTo(Keccak.hash(new byte[0]));
    assertThat(Merkle.proof(d, 3)).containsExactly(d.get(2), g, node(i, d.get(6)));
    assertThat(Merkle.proof(d, 6)).containsExactly(i, node(g, h));
  }

  @Test
  void everyLeafIsProvedAndNoOther() {
    for (int count = 1; count <= MAX; count++) {
      List<Bytes32> leaves = leaves(count);
      Bytes32 root = Merkle.root(leaves);
      for (int index = 0; index < count; index++) {
        List<Bytes32> proof = Merkle.proof(leaves, index);
        Bytes32 leaf = leaves.get(index);
        assertThat(Merkle.check(root, count, index, leaf, proof)).isTrue();
        assertThat(Merkle.check(root, count, index, Bytes32.ZERO, proof)).isFalse();
        assertThat(Merkle.check(root, count, (index + 1) % (count + 1), leaf, proof)).isFalse();
        for (int i = 0; i < proof.size(); i++) {
          List<Bytes32> changed = new ArrayList<>(proof);
          changed.set(i, Bytes32.ZERO);
          assertThat(Merkle.check(root, count, index, leaf, changed)).isFalse();
        }
        List<Bytes32> longer = new ArrayList<>(proof);
        longer.add(Bytes32.ZERO);
        assertThat(Merkle.check(root, count, index, leaf, longer)).isFalse();
        if (!proof.isEmpty()) {
          assertThat(Merkle.check(root, count, index, leaf, proof.subList(0, proof.size() - 1)))
              .isFalse();
        }
      }
    }
  }

  private static List<Bytes32> leaves(int count) {
    List<Bytes32> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(Keccak.hash(new byte[] {(byte) i}));
    }
    return out;
  }

  private static Bytes32 node(Bytes32 left, Bytes32 right) {
    return Keccak.hash(new byte[] {1}, left.bytes().toArray(), right.bytes().toArray());
  }
}
