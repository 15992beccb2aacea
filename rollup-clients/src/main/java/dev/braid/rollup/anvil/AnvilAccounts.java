package dev.braid.rollup.anvil;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.types.Bytes32;
import org.web3j.crypto.Bip32ECKeyPair;
import org.web3j.crypto.MnemonicUtils;
import org.web3j.utils.Numeric;

/** The keys of the accounts that anvil funds: public knowledge, worth nothing anywhere else. */
public final class AnvilAccounts {
  private static final int HARDENED = Bip32ECKeyPair.HARDENED_BIT;

  private AnvilAccounts() {}

  /** The key of account {@code m/44'/60'/0'/0/index} of {@link AnvilCommand#MNEMONIC} (BIP-44). */
  public static PrivateKey key(int index) {
    Bip32ECKeyPair master =
        Bip32ECKeyPair.generateKeyPair(MnemonicUtils.generateSeed(AnvilCommand.MNEMONIC, ""));
    int[] path = {44 | HARDENED, 60 | HARDENED, HARDENED, 0, index};
    Bip32ECKeyPair pair = Bip32ECKeyPair.deriveKeyPair(master, path);
    return new PrivateKey(Bytes32.wrap(Numeric.toBytesPadded(pair.getPrivateKey(), Bytes32.SIZE)));
  }
}
