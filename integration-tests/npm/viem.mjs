// Sends ordinary transactions with viem and prints what it reports, as one JSON document.
// Usage: node viem.mjs <rpc url> <private key>
import { createPublicClient, createWalletClient, defineChain, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { DEPLOY, FEES, OTHER, outbid, patiently, story } from './story.mjs'

const [url, key] = process.argv.slice(2)
const account = privateKeyToAccount(key)
// Hashes of transactions that viem was shown.
const shownTo = new Set()
// viem would give up a receipt for good while geth has not indexed its newest block yet.
const fetchFn = (input, init) => patiently(async () => {
  const answer = await fetch(input, init)
  const text = await answer.text()
  if (/indexing is in progress/.test(text)) throw new Error(text)
  const asked = JSON.parse(init.body)
  if (asked.method === 'eth_getTransactionByHash' && JSON.parse(text).result) shownTo.add(asked.params[0])
  return new Response(text, answer)
})
const transport = http(url, { retryCount: 0, fetchFn })
const chain = defineChain({
  id: await createPublicClient({ transport }).getChainId(),
  name: 'rollup',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [url] } },
})
const reads = createPublicClient({ chain, transport, pollingInterval: 50, cacheTime: 0 })
const wallet = createWalletClient({ chain, transport, account })

const receipt = (r) => ({
  status: r.status, gasUsed: r.gasUsed, type: r.type, from: r.from, to: r.to,
  contractAddress: r.contractAddress, logs: r.logs.length,
})
const waited = async (hash) => receipt(await reads.waitForTransactionReceipt({ hash, timeout: 20_000 }))
const nonce = () => reads.getTransactionCount({ address: account.address, blockTag: 'pending' })
const send = (request) => wallet.sendTransaction({ ...FEES, gas: 100_000n, to: OTHER, value: 1n, ...request })
const refused = async (request) => {
  try {
    await send(request)
    return 'taken'
  } catch (error) {
    let cause = error
    const names = []
    for (; cause; cause = cause.cause) names.push(cause.name)
    return { names, details: error.details }
  }
}

let reverter

await story({
  transfer: async () => {
    const before = await nonce()
    const hash = await wallet.sendTransaction({ to: OTHER, value: 12_345n }) // fees and gas by itself
    const after = await nonce()
    const shown = await reads.getTransaction({ hash })
    return {
      counted: after - before, nonce: shown.nonce - before, value: shown.value, type: shown.type,
      receipt: await waited(hash), balance: await reads.getBalance({ address: OTHER }),
    }
  },
  deployment: async () => {
    const hash = await wallet.deployContract({ abi: [], bytecode: DEPLOY })
    const r = await waited(hash)
    reverter = r.contractAddress
    return { receipt: r, code: await reads.getCode({ address: r.contractAddress }) }
  },
  revertingCall: async () => waited(await send({ to: reverter, value: 0n })),
  revertFound: async () => {
    try {
      await reads.call({ account, to: reverter })
      return 'no revert'
    } catch (error) {
      return { name: error.cause?.name, short: error.shortMessage }
    }
  },
  nonceGap: async () => {
    const first = await nonce()
    const ahead = await send({ nonce: first + 1 })
    const meanwhile = (await nonce()) - first
    const waiting = await reads.getTransaction({ hash: ahead })
    const closing = await send({ nonce: first })
    return {
      meanwhile, block: waiting.blockNumber, hash: waiting.blockHash, index: waiting.transactionIndex,
      closing: await waited(closing), ahead: await waited(ahead), after: (await nonce()) - first,
    }
  },
  replacement: async () => {
    const first = await nonce()
    const older = await send({ nonce: first + 1 })
    const replacements = []
    const waitedFor = reads.waitForTransactionReceipt({
      hash: older, timeout: 20_000, onReplaced: (r) => replacements.push(r),
    })
    // It finds what replaced a transaction only if it has seen the transaction before.
    while (!shownTo.has(older)) await new Promise((resolve) => setTimeout(resolve, 10))
    const cheap = await refused({ nonce: first + 1, ...outbid(FEES, 5n) })
    const newer = await send({ nonce: first + 1, ...outbid(FEES, 10n) })
    await send({ nonce: first })
    const got = await waitedFor
    return {
      cheap, reason: replacements.map((r) => r.reason), isNewer: got.transactionHash === newer,
      receipt: receipt(got), price: (await reads.getTransaction({ hash: newer })).maxFeePerGas,
      after: (await nonce()) - first,
    }
  },
  refusals: async () => {
    const next = await nonce()
    const tooLow = await refused({ nonce: next - 1 })
    const poor = await refused({ value: 10n ** 24n })
    const ahead = await send({ nonce: next + 1 })
    const again = await refused({ nonce: next + 1 })
    await waited(await send({ nonce: next }))
    await waited(ahead)
    return { tooLow, poor, again }
  },
})
