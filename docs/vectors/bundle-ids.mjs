// bundle-id.json: the EIP-712 digests of bundles, and of what submitters sign.
import { ethers } from "ethers";
import * as viem from "viem";
import { accounts, same } from "./keys.mjs";
import { sample } from "./transactions.mjs";

const domain = { name: "Braid", version: "1" };
const levels = { EXECUTION: 0, INCLUSION: 1, BEST_EFFORT: 2 };
const field = (declaration) => {
  const [type, name] = declaration.split(" ");
  return { name, type };
};
const bundleTypes = {
  Bundle: [
    "Slice[] slices", "uint64 minTimestamp", "uint64 maxTimestamp", "uint8 minimumLevel", "bool retry",
    "string replacementUuid", "uint64 replacementNonce", "address submitter",
  ].map(field),
  Slice: [
    "uint256 chainId", "bytes32[] transactionHashes", "bytes32[] revertingTxHashes", "uint64 minBlock", "uint64 maxBlock",
  ].map(field),
};
const cancelTypes = { Cancel: [field("bytes32 bundleId")] };
const readTypes = { Read: [field("bytes32 bundleId"), field("uint64 expires")] };

/** What is signed, from what is sent: absent members take their defaults. */
function message(bundle) {
  return {
    slices: bundle.slices.map((slice) => ({
      chainId: BigInt(slice.chainId),
      transactionHashes: slice.txs.map((tx) => viem.keccak256(tx)),
      revertingTxHashes: slice.revertingTxHashes ?? [],
      minBlock: BigInt(slice.minBlock ?? 0),
      maxBlock: BigInt(slice.maxBlock ?? 0),
    })),
    minTimestamp: BigInt(bundle.minTimestamp ?? 0),
    maxTimestamp: BigInt(bundle.maxTimestamp ?? 0),
    minimumLevel: levels[bundle.minimumLevel ?? "EXECUTION"],
    retry: bundle.retry ?? false,
    replacementUuid: bundle.replacementUuid ?? "",
    replacementNonce: BigInt(bundle.replacementNonce ?? 0),
    submitter: bundle.submitter ?? viem.zeroAddress,
  };
}

function digest(types, primaryType, message) {
  return same(
    primaryType,
    viem.hashTypedData({ domain, types, primaryType, message }),
    ethers.TypedDataEncoder.hash(domain, types, message),
  );
}

async function sign(signer, types, primaryType, message) {
  const hash = digest(types, primaryType, message);
  const signature = same(
    "signature",
    await signer.account.signTypedData({ domain, types, primaryType, message }),
    await signer.wallet.signTypedData(domain, types, message),
  );
  same("signer", signer.account.address, ethers.recoverAddress(hash, signature));
  return signature;
}

async function one(name, bundle, signer) {
  const content = message(bundle);
  const vector = {
    name,
    bundle,
    sliceHashStructs: content.slices.map((slice) =>
      same(
        "slice",
        viem.hashStruct({ types: bundleTypes, primaryType: "Slice", data: slice }),
        ethers.TypedDataEncoder.hashStruct("Slice", { Slice: bundleTypes.Slice }, slice),
      ),
    ),
    hashStruct: same(
      "bundle",
      viem.hashStruct({ types: bundleTypes, primaryType: "Bundle", data: content }),
      ethers.TypedDataEncoder.hashStruct("Bundle", bundleTypes, content),
    ),
    id: digest(bundleTypes, "Bundle", content),
  };
  if (signer) {
    vector.privateKey = signer.privateKey;
    vector.signature = await sign(signer, bundleTypes, "Bundle", content);
  }
  return vector;
}

async function flashbots(signer, body) {
  const text = same("body", viem.keccak256(viem.toHex(body)), ethers.id(body));
  return {
    body,
    text,
    digest: same("EIP-191", viem.hashMessage(text), ethers.hashMessage(text)),
    privateKey: signer.privateKey,
    header:
      signer.account.address +
      ":" +
      same("signature", await signer.account.signMessage({ message: text }), await signer.wallet.signMessage(text)),
  };
}

export async function bundleIds() {
  const [alice, bob] = accounts;
  const a = await sample(alice, { chainId: 901, nonce: 0 });
  const a1 = await sample(alice, { chainId: 901, nonce: 1 });
  const b = await sample(bob, { chainId: 902, nonce: 7 });
  const c = await sample(bob, { chainId: 903, nonce: 0 });
  const far = await sample(bob, { chainId: Number.MAX_SAFE_INTEGER, nonce: 0 });
  const hash = viem.keccak256;
  const full = {
    slices: [
      { chainId: "0x386", txs: [b], revertingTxHashes: [], minBlock: "0x1", maxBlock: "0xffffffff" },
      { chainId: "0x385", txs: [a, a1], revertingTxHashes: [hash(a1), hash(a)], minBlock: "0x1a", maxBlock: "0x1f" },
      { chainId: "0x387", txs: [c], minBlock: "0x0", maxBlock: "0x0" },
    ],
    minTimestamp: 1789999000,
    maxTimestamp: 1790000000,
    minimumLevel: "INCLUSION",
    retry: true,
    replacementUuid: "6f1c1b0e-8f5e-4a52-9a51-3f3ef1d0a001",
    replacementNonce: 3,
    submitter: alice.account.address,
  };
  const two = { slices: [{ chainId: "0x385", txs: [a] }, { chainId: "0x386", txs: [b] }] };
  const signed = { ...two, submitter: bob.account.address };
  const cases = [
    await one("one slice, nothing else", { slices: [{ chainId: "0x385", txs: [a] }] }),
    await one("two slices", two),
    await one("two slices in the other order: another id", { slices: [...two.slices].reverse() }),
    await one("two slices, signed", signed, bob),
    await one("all fields, signed", full, alice),
    await one("the greatest numbers", {
      slices: [{ chainId: "0x1fffffffffffff", txs: [far], minBlock: "0x7fffffffffffffff", maxBlock: "0x7fffffffffffffff" }],
      minTimestamp: "0x7fffffffffffffff",
      maxTimestamp: "0x7fffffffffffffff",
      minimumLevel: "BEST_EFFORT",
      replacementUuid: "~".repeat(64),
      replacementNonce: "0x7fffffffffffffff",
      submitter: alice.account.address,
    }, alice),
  ];
  const id = cases[3].id;
  const expires = 1790000600;
  return {
    description: "Bundle ids of Braid (EIP-712). Absent members of a bundle take their defaults. Made with viem and ethers by vectors.mjs.",
    domain,
    domainSeparator: same(
      "domain",
      viem.domainSeparator({ domain }),
      ethers.TypedDataEncoder.hashDomain(domain),
    ),
    encodeType: same(
      "encodeType",
      ethers.TypedDataEncoder.from(bundleTypes).encodeType("Bundle"),
      viem.encodeType ? viem.encodeType({ types: bundleTypes, primaryType: "Bundle" }) : ethers.TypedDataEncoder.from(bundleTypes).encodeType("Bundle"),
    ),
    typeHash: ethers.id(ethers.TypedDataEncoder.from(bundleTypes).encodeType("Bundle")),
    sliceTypeHash: ethers.id(ethers.TypedDataEncoder.from({ Slice: bundleTypes.Slice }).encodeType("Slice")),
    cases,
    cancel: {
      encodeType: "Cancel(bytes32 bundleId)",
      typeHash: ethers.id("Cancel(bytes32 bundleId)"),
      bundleId: id,
      digest: digest(cancelTypes, "Cancel", { bundleId: id }),
      privateKey: bob.privateKey,
      signature: await sign(bob, cancelTypes, "Cancel", { bundleId: id }),
      submitter: bob.account.address,
    },
    read: {
      encodeType: "Read(bytes32 bundleId,uint64 expires)",
      typeHash: ethers.id("Read(bytes32 bundleId,uint64 expires)"),
      bundleId: id,
      expires,
      digest: digest(readTypes, "Read", { bundleId: id, expires }),
      privateKey: bob.privateKey,
      signature: await sign(bob, readTypes, "Read", { bundleId: id, expires }),
      submitter: bob.account.address,
    },
    flashbotsHeader: await flashbots(alice, '{"jsonrpc":"2.0","id":1,"method":"atomic_getBundle","params":["0x00"]}'),
  };
}
