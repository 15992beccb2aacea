// Sends ordinary transactions with cast and prints what it reports, as one JSON document.
// Usage: node cast.mjs <rpc url> <private key> <cast>
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { DEPLOY, FEES, OTHER, outbid, story } from './story.mjs'

const [url, key, binary] = process.argv.slice(2)
const run = async (...args) => (await promisify(execFile)(binary, args, { env: { ...process.env, ETH_RPC_URL: url } })).stdout.trim()
const sender = (await promisify(execFile)(binary, ['wallet', 'address', '--private-key', key])).stdout.trim()
const nonce = async () => Number(await run('nonce', sender, '--block', 'pending'))
const priced = (fees) => [
  '--gas-price', fees.maxFeePerGas, '--priority-gas-price', fees.maxPriorityFeePerGas, '--gas-limit', 100_000,
].map(String)
const send = (...args) => run('send', '--private-key', key, '--timeout', '20', ...args.map(String))
const receipt = (text) => {
  const r = JSON.parse(text)
  return {
    status: r.status, gasUsed: r.gasUsed, type: r.type, from: r.from, to: r.to,
    contractAddress: r.contractAddress, logs: r.logs.length,
  }
}
const simple = (at, fees = FEES) => [OTHER, '--value', 1, '--nonce', at, ...priced(fees)]
const refused = async (...args) => {
  try {
    await send(...args, '--async')
    return 'taken'
  } catch (error) {
    return error.stderr.trim().split(', data:')[0] // beside text and code geth gives nothing
  }
}

let reverter

await story({
  transfer: async () => {
    // Left to itself it offers a tip of 1 wei on an empty chain, for which a plain geth makes no block.
    const sent = receipt(await send(OTHER, '--value', 12_345, '--json', ...priced(FEES)))
    return { sent, balance: await run('balance', OTHER) }
  },
  deployment: async () => {
    const r = receipt(await send('--json', ...priced(FEES), '--create', DEPLOY))
    reverter = r.contractAddress
    return { receipt: r, code: await run('code', reverter) }
  },
  revertingCall: async () => receipt(await send(reverter, '--json', ...priced(FEES))),
  revertFound: async () => refused(reverter),
  nonceGap: async () => {
    const first = await nonce()
    const ahead = await send(...simple(first + 1), '--async')
    const meanwhile = (await nonce()) - first
    const waiting = JSON.parse(await run('tx', ahead, '--json'))
    const closing = receipt(await send(...simple(first), '--json'))
    return {
      meanwhile, block: waiting.blockNumber, hash: waiting.blockHash, index: waiting.transactionIndex,
      closing, ahead: receipt(await run('receipt', ahead, '--json')), after: (await nonce()) - first,
    }
  },
  replacement: async () => {
    const first = await nonce()
    await send(...simple(first + 1), '--async')
    const cheap = await refused(...simple(first + 1, outbid(FEES, 5n)))
    const newer = await send(...simple(first + 1, outbid(FEES, 10n)), '--async')
    await send(...simple(first))
    return { cheap, newer: receipt(await run('receipt', newer, '--json')), after: (await nonce()) - first }
  },
  refusals: async () => {
    const next = await nonce()
    const tooLow = await refused(...simple(next - 1))
    const poor = await refused(OTHER, '--value', 10n ** 24n, ...priced(FEES))
    const ahead = await send(...simple(next + 1), '--async')
    const again = await refused(...simple(next + 1))
    await send(...simple(next))
    await run('receipt', ahead)
    return { tooLow, poor, again }
  },
})
