// ordered-roots.json: roots of tries that map RLP(index) to value, as transaction and withdrawal roots do.
import { createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex } from "viem";

const value = (i, scale) => Uint8Array.from({ length: 1 + ((i * 37) % scale) }, (_, j) => (i + j) & 0xff);

export async function orderedRoots() {
  const cases = [];
  for (const scale of [3, 40, 150]) {
    for (const count of [0, 1, 2, 3, 16, 17, 127, 128, 129, 130, 255, 256, 257, 300]) {
      const trie = await createMPT();
      for (let i = 0; i < count; i++) await trie.put(RLP.encode(i), value(i, scale));
      cases.push({ scale, count, root: bytesToHex(trie.root()) });
    }
  }
  return {
    description: "Trie roots over count values; value i has 1 + (i * 37) % scale bytes, byte j of it is (i + j) & 0xff. Made with @ethereumjs/mpt by vectors.mjs.",
    cases,
  };
}
