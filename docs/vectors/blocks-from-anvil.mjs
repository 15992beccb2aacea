// Writes blocks.json: headers and raw transactions of blocks that a real anvil made under each fork.
//   node blocks-from-anvil.mjs path/to/anvil [port]
// Not part of `vectors.mjs check`: another version of anvil may make other blocks.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { accounts } from "./keys.mjs";

const [, , anvil, port = "19711"] = process.argv;
const url = `http://127.0.0.1:${port}`;
const gwei = 1_000_000_000n;
const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

async function call(method, ...params) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = await response.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

async function ready() {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await call("eth_chainId");
    } catch (e) {
      if (Date.now() > deadline) throw e;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function blocksOf(fork) {
  const args = ["--host", "127.0.0.1", "--port", port, "--chain-id", "901", "--no-mining", "--order", "fifo"];
  const process = spawn(anvil, [...args, "--silent", "--timestamp", "1700000000", "--hardfork", fork], { stdio: "ignore" });
  const exited = new Promise((resolve) => process.on("exit", resolve));
  try {
    await ready();
    const blocks = [];
    const fees = { maxFeePerGas: 3n * gwei, maxPriorityFeePerGas: gwei };
    const nonces = [0, 0, 0];
    const sign = (who, tx) => accounts[who].account.signTransaction({ chainId: 901, nonce: nonces[who]++, gas: 100_000n, to, value: 1n, ...tx });
    for (const count of fork === "osaka" ? [0, 1, 3, 150] : [0, 1, 3]) {
      const raws = [];
      for (let i = 0; i < count; i++) {
        const type = ["eip1559", "legacy", "eip2930"][i % 3];
        const price = type === "eip1559" ? fees : { gasPrice: 3n * gwei };
        const data = "0x" + "ab".repeat((i * 13) % 90);
        raws.push(await sign(i % 3, { type, ...price, data }));
      }
      for (const raw of raws) await call("eth_sendRawTransaction", raw);
      await call("evm_mine", { timestamp: 1700000010 + blocks.length });
      const { transactions, size, uncles, totalDifficulty, withdrawals, ...header } = await call("eth_getBlockByNumber", "latest", false);
      if (transactions.length !== raws.length) throw new Error(`${fork}: ${transactions.length} of ${raws.length}`);
      blocks.push({ fork, header, transactions: raws });
    }
    return blocks;
  } finally {
    process.kill();
    await exited;
  }
}

const blocks = [];
for (const fork of ["london", "shanghai", "cancun", "prague", "osaka"]) blocks.push(...(await blocksOf(fork)));
const description = "Blocks of anvil 1.7.1 under each fork: header as eth_getBlockByNumber gives it, raw transactions in order. No withdrawals, no requests. Made by blocks-from-anvil.mjs.";
writeFileSync(new URL("blocks.json", import.meta.url), JSON.stringify({ description, blocks }, null, 1) + "\n");
console.log(`${blocks.length} blocks`);
