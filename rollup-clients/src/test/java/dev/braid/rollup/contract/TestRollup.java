package dev.braid.rollup.contract;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.RollupClient;

/** A real rollup that a contract test may treat as it likes. */
public interface TestRollup extends AutoCloseable {
  ChainId chainId();

  /** A new client for it; the test closes it. */
  RollupClient newClient();

  /** The key of an account that the genesis block funds; {@code index} from 0 to 18. */
  PrivateKey key(int index);

  /** Ends the engine as {@code kill -9} does and starts it again with nothing but its genesis. */
  void restartEmpty();

  /** Ends the engine as {@code kill -9} does. */
  void kill();

  /** Stops the engine's process where it is, with its connections open. */
  void freeze();

  void thaw();

  /** Gives a transaction to the engine behind the client's back. */
  void submitForeign(RawTransaction transaction);

  /** Makes the engine build a block of its own behind the client's back, from what it was given. */
  void mineForeign();

  /** Takes the newest block from the engine behind the client's back. */
  void rollBackForeign();

  @Override
  void close();
}
