package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.function.Predicate;

/**
 * What the rules of an entry read besides the state and the entry.
 *
 * @param cursor the entry's position
 * @param timeMillis time of its batch
 * @param bytes size of its canonical encoding
 * @param alreadySequenced whether a bundle has a position, below this batch or earlier in it (O2)
 */
record EntryContext(
    Secp256k1 secp256k1,
    Position cursor,
    long term,
    long timeMillis,
    int bytes,
    Predicate<BundleId> alreadySequenced) {

  long timeSeconds() {
    return timeMillis / 1000;
  }
}
