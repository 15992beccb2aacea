package dev.braid.coordinator.ingress;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whose key made a signature, so that ingress and rounds recover each sender once between
 * them: give both the same instance. Bounded; what was not used longest goes first. Recovery is a
 * pure function of its arguments, so a remembered answer cannot be stale.
 */
public final class SenderCache implements Secp256k1 {
  private final Secp256k1 curve;
  private final Map<Key, Address> recovered;

  private record Key(Bytes32 digest, Signature signature) {}

  /**
   * @param maximum signatures remembered
   */
  public SenderCache(Secp256k1 curve, int maximum) {
    this.curve = curve;
    this.recovered =
        new LinkedHashMap<>(1_024, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Address> eldest) {
            return size() > maximum;
          }
        };
  }

  /** Failures are not remembered: they cost their sender as much each time. */
  @Override
  public @Nullable Address recover(Bytes32 digest, Signature signature) {
    Key key = new Key(digest, signature);
    synchronized (recovered) {
      Address known = recovered.get(key);
      if (known != null) {
        return known;
      }
    }
    Address address = curve.recover(digest, signature);
    if (address != null) {
      synchronized (recovered) {
        recovered.put(key, address);
      }
    }
    return address;
  }

  @Override
  public Signature sign(Bytes32 digest, PrivateKey key) {
    return curve.sign(digest, key);
  }

  @Override
  public Address address(PrivateKey key) {
    return curve.address(key);
  }
}
