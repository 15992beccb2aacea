// Sends ordinary transactions with ethers and prints what it reports, as one JSON document.
// Usage: node ethers.mjs <rpc url> <private key>
import { ContractFactory, JsonRpcProvider, Wallet } from 'ethers'
import { DEPLOY, FEES, OTHER, outbid, story } from './story.mjs'

const [url, key] = process.argv.slice(2)
const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 })
provider.pollingInterval = 50
const wallet = new Wallet(key, provider)

const receipt = (r) => ({
  status: r.status, gasUsed: r.gasUsed, type: r.type, from: r.from, to: r.to,
  contractAddress: r.contractAddress, logs: r.logs.length,
})
const waited = async (sent) => receipt(await sent.wait(1, 20_000))
const nonce = () => provider.getTransactionCount(wallet.address, 'pending')
const send = (request) => wallet.sendTransaction({ ...FEES, gasLimit: 100_000n, to: OTHER, value: 1n, ...request })
const failure = (error) => ({ code: error.code, short: error.shortMessage, error: error.error?.message ?? error.info?.error?.message })
const refused = async (request) => {
  try {
    await send(request)
    return 'taken'
  } catch (error) {
    return failure(error)
  }
}

let reverter

await story({
  transfer: async () => {
    const before = await nonce()
    const sent = await wallet.sendTransaction({ to: OTHER, value: 12_345n }) // fees and gas by itself
    const after = await nonce()
    const shown = await provider.getTransaction(sent.hash)
    return {
      counted: after - before, nonce: shown.nonce - before, value: shown.value, type: shown.type,
      receipt: await waited(sent), balance: await provider.getBalance(OTHER),
    }
  },
  deployment: async () => {
    const contract = await new ContractFactory([], DEPLOY, wallet).deploy()
    const r = await waited(contract.deploymentTransaction())
    reverter = r.contractAddress
    return { receipt: r, code: await provider.getCode(r.contractAddress) }
  },
  revertingCall: async () => {
    const sent = await send({ to: reverter, value: 0n })
    try {
      return await waited(sent)
    } catch (error) {
      return { code: error.code, receipt: receipt(error.receipt) }
    }
  },
  revertFound: async () => {
    try {
      return await provider.call({ from: wallet.address, to: reverter })
    } catch (error) {
      return { code: error.code, reason: error.reason, data: error.data }
    }
  },
  nonceGap: async () => {
    const first = await nonce()
    const ahead = await send({ nonce: first + 1 })
    const meanwhile = (await nonce()) - first
    const waiting = await provider.getTransaction(ahead.hash)
    const closing = await send({ nonce: first })
    return {
      meanwhile, block: waiting.blockNumber, hash: waiting.blockHash, index: waiting.index,
      closing: await waited(closing), ahead: await waited(ahead), after: (await nonce()) - first,
    }
  },
  replacement: async () => {
    const first = await nonce()
    const older = await send({ nonce: first + 1 })
    const replaced = older.wait(1, 20_000).then((r) => receipt(r), (error) => error)
    const cheap = await refused({ nonce: first + 1, ...outbid(FEES, 5n) })
    const newer = await send({ nonce: first + 1, ...outbid(FEES, 10n) })
    await send({ nonce: first })
    const got = await replaced
    return {
      cheap, code: got.code, reason: got.reason, isNewer: got.replacement?.hash === newer.hash,
      receipt: got.receipt && receipt(got.receipt), newer: await waited(newer), after: (await nonce()) - first,
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
provider.destroy()
