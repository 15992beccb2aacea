// Makes and checks the published vectors, with nothing of Braid's own code.
//   node vectors.mjs check   every vector is made again and compared; viem and ethers must agree
//   node vectors.mjs write   writes the files
// Needs `npm ci` once; ./check does both.
import { readFileSync, writeFileSync } from "node:fs";
import { bundleIds } from "./bundle-ids.mjs";
import { transactions } from "./transactions.mjs";
import { orderedRoots } from "./ordered-roots.mjs";
import { log } from "./log.mjs";

const files = {
  "bundle-id.json": bundleIds,
  "transactions.json": transactions,
  "ordered-roots.json": orderedRoots,
  "log.json": log,
};
const mode = process.argv[2];
if (mode !== "check" && mode !== "write") {
  console.error("usage: node vectors.mjs check|write");
  process.exit(2);
}
let failed = false;
for (const [name, make] of Object.entries(files)) {
  const url = new URL(name, import.meta.url);
  const made = JSON.stringify(await make(), null, 2) + "\n";
  if (mode === "write") {
    writeFileSync(url, made);
  } else if (readFileSync(url, "utf8") !== made) {
    console.error(`${name}: differs from what viem and ethers make`);
    failed = true;
    continue;
  }
  console.log(`${name}: ${mode === "write" ? "written" : "reproduced"}`);
}
process.exit(failed ? 1 : 0);
