// transactions.json: raw transactions that Braid takes, with what they say, and some that it refuses.
import { ethers } from "ethers";
import { keccak256, parseTransaction, recoverTransactionAddress } from "viem";
import { accounts, same } from "./keys.mjs";

const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const key = (n) => ethers.toBeHex(n, 32);
const accessList = [
  { address: to, storageKeys: [key(1), key(2)] },
  { address: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", storageKeys: [] },
];

/** A plain EIP-1559 transfer of 1 wei. */
export async function sample(signer, more) {
  return (await signed(signer, { type: "eip1559", ...fees, gas: 21000n, to, value: 1n, ...more })).raw;
}

const fees = { maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
const numbers = { legacy: 0, eip2930: 1, eip1559: 2 };

async function signed(signer, tx) {
  const raw = same(
    "raw",
    await signer.account.signTransaction(tx),
    await signer.wallet.signTransaction({
      type: numbers[tx.type],
      chainId: tx.chainId,
      nonce: tx.nonce,
      gasLimit: tx.gas,
      to: tx.to,
      value: tx.value,
      data: tx.data,
      gasPrice: tx.gasPrice,
      maxFeePerGas: tx.maxFeePerGas,
      maxPriorityFeePerGas: tx.maxPriorityFeePerGas,
      accessList: tx.accessList,
    }),
  );
  const read = ethers.Transaction.from(raw);
  return {
    raw,
    hash: same("hash", read.hash, keccak256(raw)),
    signingHash: read.unsignedHash,
    sender: same("sender", read.from, await recoverTransactionAddress({ serializedTransaction: raw }), signer.account.address),
  };
}

async function valid(name, signer, tx) {
  const made = await signed(signer, tx);
  const read = ethers.Transaction.from(made.raw);
  same("type", parseTransaction(made.raw).type, tx.type);
  return {
    name,
    ...made,
    privateKey: signer.privateKey,
    type: read.type,
    chainId: Number(read.chainId),
    nonce: read.nonce,
    gasLimit: Number(read.gasLimit),
    maxFeePerGas: String(read.type === 2 ? read.maxFeePerGas : read.gasPrice),
    maxPriorityFeePerGas: String(read.type === 2 ? read.maxPriorityFeePerGas : read.gasPrice),
    to: read.to,
    value: String(read.value),
    data: read.data,
    accessList: (read.accessList ?? []).map(({ address, storageKeys }) => ({ address, storageKeys: [...storageKeys] })),
  };
}

// One field of a transaction of type 2, by its index in the list.
const FIELDS = [
  "chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gasLimit", "to", "value", "data", "accessList", "yParity", "r", "s",
];
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function invalidOnes(good, legacy) {
  const body = "0x" + good.slice(4);
  const list = ethers.decodeRlp(body);
  const encode = (items) => "0x02" + ethers.encodeRlp(items).slice(2);
  const cases = [];
  const add = (name, raw, result, field) => cases.push({ name, raw, result, ...(field === undefined ? {} : { field }) });
  const changed = (name, field, value) => {
    const items = [...list];
    items[FIELDS.indexOf(field)] = value;
    add(name, encode(items), "malformed", field);
  };
  add("empty", "0x", "malformed", "");
  add("cut off by one byte", good.slice(0, -2), "malformed", "");
  add("one byte too many", good + "00", "malformed", "");
  add("a field too many", encode([...list, "0x01"]), "malformed", "");
  add("unsigned", encode(list.slice(0, 9)), "malformed", "yParity");
  add("text, no transaction", "0x83646f67", "malformed", "");
  add("a list where bytes belong", encode([[], ...list.slice(1)]), "malformed", "chainId");
  add("long form of a short length", "0x02f80100", "malformed", "");
  changed("chain id zero", "chainId", "0x");
  changed("chain id above 2^63 - 37", "chainId", "0x7fffffffffffffdc");
  changed("nonce with a leading zero", "nonce", "0x0001");
  changed("nonce zero as a byte", "nonce", "0x00");
  changed("nonce 2^63", "nonce", "0x8000000000000000");
  changed("nonce of 9 bytes", "nonce", "0x010000000000000000");
  changed("gas limit with a leading zero", "gasLimit", "0x005208");
  changed("gas limit 2^63", "gasLimit", "0x8000000000000000");
  changed("priority fee above the fee cap", "maxPriorityFeePerGas", "0x77359401");
  changed("fee cap of 33 bytes", "maxFeePerGas", "0x01" + "00".repeat(32));
  changed("address of 19 bytes", "to", to.slice(0, -2));
  changed("address of 32 bytes", "to", "0x" + "00".repeat(12) + to.slice(2));
  changed("address as a list", "to", []);
  changed("value of 33 bytes", "value", "0x01" + "00".repeat(32));
  changed("value with leading zeros", "value", "0x000001");
  changed("data as a list", "data", ["0x01"]);
  changed("access list as bytes", "accessList", "0x");
  changed("access list entry without keys", "accessList", [[to]]);
  changed("access list entry with three items", "accessList", [[to, [], "0x"]]);
  changed("access list entry as bytes", "accessList", [to]);
  changed("access list address of 21 bytes", "accessList", [[to + "00", []]]);
  changed("access list key of 31 bytes", "accessList", [[to, ["0x" + "11".repeat(31)]]]);
  changed("access list key as a list", "accessList", [[to, [[]]]]);
  changed("yParity 2", "yParity", "0x02");
  changed("yParity 27", "yParity", "0x1b");
  changed("yParity zero as a byte", "yParity", "0x00");
  changed("r zero", "r", "0x");
  changed("r = n", "r", ethers.toBeHex(N));
  changed("r with a leading zero", "r", "0x00" + list[10].slice(2));
  changed("s zero", "s", "0x");
  changed("s high (EIP-2)", "s", ethers.toBeHex(N - BigInt(list[11])));
  changed("s = n/2 + 1", "s", ethers.toBeHex(N / 2n + 1n));
  const legacyList = ethers.decodeRlp(legacy);
  const legacyWith = (index, value) => ethers.encodeRlp(legacyList.map((item, i) => (i === index ? value : item)));
  add("legacy with v 0", legacyWith(6, "0x"), "malformed", "v");
  add("legacy with v 26", legacyWith(6, "0x1a"), "malformed", "v");
  add("legacy with v 34", legacyWith(6, "0x22"), "malformed", "v");
  add("legacy with v 35: chain id zero", legacyWith(6, "0x23"), "malformed", "v");
  add("legacy, unsigned as EIP-155 has it", legacyWith(8, "0x"), "malformed", "s");
  add("legacy, one byte too many", legacy + "00", "malformed", "");
  add("legacy wrapped as type 0", "0x00" + legacy.slice(2), "refused");
  add("legacy without chain id, v 27", legacyWith(6, "0x1b"), "refused");
  add("legacy without chain id, v 28", legacyWith(6, "0x1c"), "refused");
  add("blob transaction (EIP-4844)", "0x03" + good.slice(4), "refused");
  add("set-code transaction (EIP-7702)", "0x04" + good.slice(4), "refused");
  add("unknown type", "0x05" + good.slice(4), "refused");
  add("deposit of the OP Stack", "0x7e" + good.slice(4), "refused");
  return cases;
}

export async function transactions() {
  const [alice, bob, carol] = accounts;
  const gasPrice = 1_500_000_000n;
  const cases = [
    await valid("legacy transfer with EIP-155", alice, { type: "legacy", chainId: 901, nonce: 0, gasPrice, gas: 21000n, to, value: 1n }),
    await valid("legacy on chain 1, v 37 or 38", bob, { type: "legacy", chainId: 1, nonce: 130, gasPrice, gas: 21000n, to, value: 0n }),
    await valid("legacy creation", bob, { type: "legacy", chainId: 901, nonce: 2, gasPrice, gas: 100000n, value: 0n, data: "0x600a600c600039600a6000f3602a60805260206080f3" }),
    await valid("access list (EIP-2930)", carol, { type: "eip2930", chainId: 902, nonce: 5, gasPrice, gas: 60000n, to, value: 10n ** 18n, data: "0x00ff00", accessList }),
    await valid("access list, empty", carol, { type: "eip2930", chainId: 902, nonce: 6, gasPrice, gas: 21000n, to, value: 0n, accessList: [] }),
    await valid("dynamic fee (EIP-1559)", alice, { type: "eip1559", chainId: 901, nonce: 0, ...fees, gas: 21000n, to, value: 1n }),
    await valid("dynamic fee, access list, data", alice, { type: "eip1559", chainId: 903, nonce: 255, ...fees, gas: 90000n, to, value: 0n, data: "0x" + "a9059cbb" + "00".repeat(63) + "01", accessList }),
    await valid("dynamic fee, creation", bob, { type: "eip1559", chainId: 901, nonce: 3, ...fees, gas: 120000n, value: 0n, data: "0x" + "5b".repeat(60) }),
    await valid("all fees zero", bob, { type: "eip1559", chainId: 901, nonce: 4, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, gas: 21000n, to, value: 0n }),
    await valid("priority fee equal to the cap", bob, { type: "eip1559", chainId: 901, nonce: 5, maxFeePerGas: 7n, maxPriorityFeePerGas: 7n, gas: 21000n, to, value: 0n }),
    await valid("the greatest value", bob, { type: "eip1559", chainId: 901, nonce: 6, ...fees, gas: 21000n, to, value: 2n ** 256n - 1n }),
    await valid("a great nonce and chain id", alice, { type: "eip1559", chainId: Number.MAX_SAFE_INTEGER, nonce: Number.MAX_SAFE_INTEGER, ...fees, gas: 21000n, to, value: 1n }),
    await valid("one byte of data below 0x80", alice, { type: "eip1559", chainId: 901, nonce: 1, ...fees, gas: 30000n, to, value: 128n, data: "0x7f" }),
    await valid("one byte of data, 0x80", alice, { type: "eip1559", chainId: 901, nonce: 1, ...fees, gas: 30000n, to, value: 127n, data: "0x80" }),
    await valid("55 bytes of data", alice, { type: "eip1559", chainId: 901, nonce: 2, ...fees, gas: 30000n, to, value: 0n, data: "0x" + "11".repeat(55) }),
    await valid("56 bytes of data", alice, { type: "eip1559", chainId: 901, nonce: 2, ...fees, gas: 30000n, to, value: 0n, data: "0x" + "11".repeat(56) }),
    await valid("256 bytes of data", alice, { type: "eip1559", chainId: 901, nonce: 2, ...fees, gas: 60000n, to, value: 0n, data: "0x" + "11".repeat(256) }),
  ];
  return {
    description: "Raw transactions. Valid ones are made by viem and ethers (equal bytes; signatures by RFC 6979) and are accepted; the others are refused with this result and field. Made by vectors.mjs.",
    valid: cases,
    invalid: invalidOnes(cases[5].raw, cases[0].raw),
  };
}
