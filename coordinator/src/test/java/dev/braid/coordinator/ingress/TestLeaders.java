package dev.braid.coordinator.ingress;

import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A leader that the test names. */
final class TestLeaders implements Leaders {
  static final Address SELF = Accounts.CURVE.address(TestLedger.MEMBER);

  static final Address OTHER = Address.fromHex("0x" + "22".repeat(20));
  static final Address THIRD = Address.fromHex("0x" + "33".repeat(20));

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Address leader = SELF;

  /** Somebody leads from now on; null = nobody. */
  void lead(@Nullable Address address) {
    leader = address;
    listeners.forEach(Runnable::run);
  }

  @Override
  public Address self() {
    return SELF;
  }

  @Override
  public @Nullable Address leader() {
    return leader;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
