// What the wallets do, in order, and how their reports are printed.

/** Fees in wei per gas, far above the base fee of a quiet chain. */
export const FEES = { maxFeePerGas: 4_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }

/** Somebody who has nothing. */
export const OTHER = '0x00000000000000000000000000000000000fee5e'

/** Called with no data it reverts with Error("planned"); with data it stores the block's number. */
const CODE =
  '36602b5762461bcd60e51b6000526020600452600760245266706c616e6e656460c81b60445260646000fd5b4360005500'

/** Deploys it: copies what follows into memory and returns it. */
export const DEPLOY = '0x60' + (CODE.length / 2).toString(16) + '80600b6000396000f3' + CODE

/** Both fees higher by that many percent. */
export const outbid = (fees, percent) => ({
  maxFeePerGas: (fees.maxFeePerGas * (100n + percent)) / 100n,
  maxPriorityFeePerGas: (fees.maxPriorityFeePerGas * (100n + percent)) / 100n,
})

/** Asks again while geth has not indexed its newest block yet: it then says that it cannot tell. */
export async function patiently(ask) {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries === 100 || !/indexing is in progress/.test(`${error.message} ${error.details}`)) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Lives through the chapters one after the other and prints what each reports. */
export async function story(chapters) {
  const report = {}
  for (const [name, chapter] of Object.entries(chapters)) {
    report[name] = await chapter()
  }
  const plain = (key, value) => (typeof value === 'bigint' ? value.toString() : value)
  console.log(JSON.stringify(report, plain))
}
