// log.json: the log's encodings and hashes, made again from the values in the file by the words of
// docs/protocol.md alone; signatures are checked by viem's recovery.
import { readFileSync } from "node:fs";
import { bytesToHex, concat, hexToBytes, keccak256, numberToHex, recoverAddress, stringToHex } from "viem";

const u = (size) => (v) => numberToHex(BigInt.asUintN(8 * size, BigInt(v)), { size });
const u8 = u(1), u32 = u(4), u64 = u(8);
const count = (hex) => (hex.length - 2) / 2;
const fixed = (size) => (v) => {
  if (count(v) !== size) throw new Error(`expected ${size} bytes: ${v}`);
  return v;
};
const b32 = fixed(32), address = fixed(20), signature = fixed(65);
const bool = (v) => u8(v ? 1 : 0);
const bytes = (v) => concat([u32(count(v)), v]);
const text = (v) => bytes(v === "" ? "0x" : stringToHex(v));
const quantity = (v) => bytes(BigInt(v) === 0n ? "0x" : bytesToHex(minimal(BigInt(v))));
const minimal = (v) => hexToBytes(numberToHex(v, { size: Math.ceil(v.toString(16).length / 2) }));
const list = (item) => (v) => concat([u32(v.length), ...v.map(item)]);
const optional = (item) => (v) => (v === null ? u8(0) : concat([u8(1), item(v)]));
const record = (fields) => (v) => {
  const names = Object.keys(fields);
  if (Object.keys(v).sort().join() !== [...names].sort().join()) throw new Error(`fields ${Object.keys(v)}`);
  return concat(names.map((name) => fields[name](v[name])));
};

const blockRef = record({ number: u64, hash: b32, timestampSeconds: u64 });
const position = record({ height: u64, index: u32 });
const memberSignature = record({ member: address, signature });
const rollup = record({
  chainId: u64, name: text, client: text, level: u8, blockFormat: text, blockTimeMillis: u64, emptyBlocks: bool,
  feeRecipient: address, blockGasLimit: u64, anchor: blockRef,
  operator: optional(address),
});
const limits = record({
  maxSlicesPerBundle: u32, maxTransactionsPerBundle: u32, maxTransactionBytes: u32, maxBundleBytes: u32,
  maxBundleGasPerChain: u64, maxReplacementUuidBytes: u32, maxLifetimeMillis: u64, defaultLifetimeMillis: u64,
  maxPendingBundles: u32, maxPendingBytes: u32, maxBatchBytes: u32, maxBatchEntries: u32, maxBundlesPerRound: u32,
  maxPasses: u32, maxAttempts: u32, maxUncertifiedBatches: u32, maxRollups: u32,
});
const parameters = record({ rulesVersion: u32, limits, quorum: u8, members: list(address), rollups: list(rollup) });
const slice = record({
  chainId: u64, transactions: list(bytes), revertingTransactionHashes: list(b32), minBlock: u64, maxBlock: u64,
});
const bundle = record({
  slices: list(slice), minTimestampSeconds: u64, maxTimestampSeconds: u64, minimumLevel: u8, retry: bool,
  replacementUuid: text, replacementNonce: u64, submitter: address,
});
const authorization = (v) => (v.type === 1 ? concat([u8(1), signature(v.signature)]) : u8(v.type));
const reason = record({
  code: u32, chainId: optional(u64), transactionHash: optional(b32), transactionIndex: u32, message: text,
  revertReason: optional(text), revertData: optional(bytes),
});
const header = record({
  parentHash: b32, ommersHash: b32, beneficiary: address, stateRoot: b32, transactionsRoot: b32, receiptsRoot: b32,
  logsBloom: fixed(256), difficulty: quantity, number: u64, gasLimit: u64, gasUsed: u64, timestampSeconds: u64,
  extraData: bytes, mixHash: b32, nonce: fixed(8), baseFeePerGas: optional(quantity), withdrawalsRoot: optional(b32),
  blobGasUsed: optional(u64), excessBlobGas: optional(u64), parentBeaconBlockRoot: optional(b32),
  requestsHash: optional(b32),
});
const withdrawal = record({ index: u64, validatorIndex: u64, address, amountGwei: u64 });
const rollupDecision = record({
  chainId: u64, header, blockHash: b32, systemTransactions: list(bytes), references: list(position),
  withdrawals: list(withdrawal), executionRequests: list(bytes),
});
const sliceResult = record({
  chainId: u64, firstIndex: u32, transactions: list(record({ success: bool, gasUsed: u64 })), payment: quantity,
});
const withId = (fields) => record({ id: b32, ...fields });

const KINDS = {
  1: record({ parameters, salt: b32 }),
  2: record({ parameters, signatures: list(memberSignature) }),
  3: ({ id, ...rest }) => record({ bundle, authorization, ordinary: bool })(rest),
  4: withId({ authorization }),
  5: record({ drops: list(withId({ reason })) }),
  6: record({
    rollups: list(rollupDecision), included: list(withId({ slices: list(sliceResult) })), rejected: list(withId({ reason })),
  }),
  7: record({ chainId: u64, blockNumber: u64, blockHash: b32 }),
  8: record({ member: address }),
  9: record({
    chainId: u64, change: u8, definition: optional(rollup), detail: text, operatorSignature: optional(signature),
    signatures: list(memberSignature),
  }),
  10: record({ members: list(address), quorum: u8, signatures: list(memberSignature) }),
};

const H = (...parts) => keccak256(concat(parts));
function root(leaves) {
  if (leaves.length === 0) return keccak256("0x");
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return H("0x01", root(leaves.slice(0, split)), root(leaves.slice(split)));
}
function proof(leaves, index) {
  if (leaves.length === 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return index < split
    ? [...proof(leaves.slice(0, split), index), root(leaves.slice(split))]
    : [...proof(leaves.slice(split), index - split), root(leaves.slice(0, split))];
}

function outcomes(decision) {
  const blocks = Object.fromEntries(decision.rollups.map((r) => [r.chainId, r]));
  const total = decision.included.length + decision.rejected.length;
  const of = (b, i, kind, slices) => ({ index: i, count: total, bundleId: b.id, outcome: kind, slices });
  return [
    ...decision.included.map((b, i) =>
      of(b, i, 1, b.slices.map(({ chainId }) => ({
        chainId, blockNumber: blocks[chainId].header.number, blockHash: blocks[chainId].blockHash,
      })))),
    ...decision.rejected.map((b, i) => of(b, decision.included.length + i, 2, [])),
  ];
}
const outcomeLeaf = (o) =>
  H("0x00", stringToHex("braid outcome v1"), u32(o.index), u32(o.count), b32(o.bundleId), u8(o.outcome),
    list(record({ chainId: u64, blockNumber: u64, blockHash: b32 }))(o.slices));

function entry(e) {
  const rest = concat([u8(1), KINDS[e.kind](e.value)]);
  const head = e.kind === 3 ? e.value.id : e.kind === 6 ? root(outcomes(e.value).map(outcomeLeaf)) : "0x";
  const restHash = keccak256(rest);
  return { name: e.name, kind: e.kind, value: e.value, head, rest, restHash, leaf: H("0x00", u8(e.kind), head, restHash) };
}

const ZERO = numberToHex(0, { size: 32 });
async function signed(digest, { member, signature }) {
  if ((await recoverAddress({ hash: digest, signature })).toLowerCase() !== member) throw new Error("signature");
  return { member, signature };
}

export async function log() {
  const given = JSON.parse(readFileSync(new URL("log.json", import.meta.url), "utf8"));
  const entries = given.entries.map(entry);
  const named = Object.fromEntries(entries.map((e) => [e.name, e]));
  let networkId = ZERO, previousHash = ZERO;
  const batches = [];
  for (const b of given.batches) {
    const leaves = b.entries.map((name) => named[name].leaf);
    const batchRoot = root(leaves);
    const hash = H(stringToHex("braid batch v1"), networkId, u64(b.height), previousHash, u64(b.term), u64(b.timeMillis),
      u32(leaves.length), batchRoot);
    if (batches.length === 0) networkId = hash;
    const digest = H(stringToHex("braid certificate v1"), networkId, u64(b.memberSet), u64(b.height), bool(b.void), hash);
    const signatures = await Promise.all(b.signatures.map((s) => signed(digest, s)));
    batches.push({
      height: b.height, previousHash, term: b.term, timeMillis: b.timeMillis, entries: b.entries,
      inclusionProofs: leaves.map((_, i) => proof(leaves, i)), root: batchRoot, hash, memberSet: b.memberSet,
      void: b.void, certificateDigest: digest, signatures,
    });
    previousHash = hash;
  }
  const decision = named[given.outcomes.entry].value;
  const leaves = outcomes(decision).map(outcomeLeaf);
  return {
    description: given.description,
    networkId,
    entries,
    batches,
    outcomes: {
      entry: given.outcomes.entry,
      root: root(leaves),
      outcomes: outcomes(decision).map((o, i) => ({ ...o, leaf: leaves[i], outcomeProof: proof(leaves, i) })),
    },
    merkle: given.merkle.map(({ count }) => {
      const all = Array.from({ length: count }, (_, i) => keccak256(u8(i)));
      return { count, root: root(all), proofs: all.map((_, i) => proof(all, i)) };
    }),
    changeDigests: given.changeDigests.map((c) => ({
      name: c.name, parametersHeight: c.parametersHeight, ...(c.joined && { joined: c.joined }), digest: changeDigest(networkId, c, named[c.name].value),
    })),
    receipts: await Promise.all(given.receipts.map((r) => checked(r, networkId))),
  };
}

// The root that a proof leads to; null when it is not a proof of this leaf in a tree of so many.
function climb(leaf, index, count, path) {
  if (count === 1) return path.length === 0 ? leaf : null;
  if (path.length === 0) return null;
  let split = 1;
  while (split * 2 < count) split *= 2;
  const below = path.slice(0, -1), sibling = path.at(-1);
  const inner = index < split ? climb(leaf, index, split, below) : climb(leaf, index - split, count - split, below);
  return inner && (index < split ? H("0x01", inner, sibling) : H("0x01", sibling, inner));
}

// A receipt, after the offline check of docs/protocol.md.
async function checked(r, networkId) {
  const fail = (why) => { throw new Error(`receipt: ${why}`); };
  const { height, previousHash, term, timeMillis, entryCount, root: batchRoot } = r.batch;
  const o = r.outcome;
  const [kind, head] = o ? [6, climb(outcomeLeaf(o), o.index, o.count, r.outcomeProof)] : [3, r.bundleId];
  const leaf = H("0x00", u8(kind), head ?? fail("outcome"), r.entryHash);
  if (climb(leaf, r.position.index, entryCount, r.inclusionProof) !== batchRoot) fail("inclusion");
  const hash = H(stringToHex("braid batch v1"), height === "0" ? ZERO : networkId, u64(height), previousHash, u64(term),
    u64(timeMillis), u32(entryCount), batchRoot);
  const c = r.certificate;
  if (r.networkId !== networkId || r.position.height !== height || c.height !== height || c.isVoid || c.batchHash !== hash) fail("batch");
  const digest = H(stringToHex("braid certificate v1"), networkId, u64(c.memberSet), u64(height), u8(0), hash);
  await Promise.all(c.signatures.map((s) => signed(digest, s)));
  return r;
}

function changeDigest(networkId, { name, parametersHeight, joined }, v) {
  if (joined) {
    return H(stringToHex("braid rollup leave v1"), networkId, u64(v.chainId), u64(joined.height), u32(joined.index), text(v.detail));
  }
  const [domain, content] =
    "parameters" in v ? ["braid parameters change v1", parameters(v.parameters)]
    : "members" in v ? ["braid member change v1", concat([list(address)(v.members), u8(v.quorum)])]
    : ["braid rollup change v1", concat([u64(v.chainId), u8(v.change), optional(rollup)(v.definition), text(v.detail)])];
  return H(stringToHex(domain), networkId, u64(parametersHeight), content);
}
