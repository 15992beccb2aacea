// The first accounts of the well-known test mnemonic "test test … junk". Never hold value on them.
import { ethers } from "ethers";
import { privateKeyToAccount } from "viem/accounts";

const mnemonic = ethers.Mnemonic.fromPhrase("test ".repeat(11) + "junk");

export const accounts = [0, 1, 2, 3].map((i) => {
  const wallet = ethers.HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${i}`);
  return {
    privateKey: wallet.privateKey,
    wallet: new ethers.Wallet(wallet.privateKey),
    account: privateKeyToAccount(wallet.privateKey),
  };
});

export function same(what, ...values) {
  const [first, ...others] = values.map((v) => (typeof v === "string" ? v.toLowerCase() : v));
  for (const other of others) {
    if (other !== first) throw new Error(`${what}: ${first} is not ${other}`);
  }
  return values[0];
}
