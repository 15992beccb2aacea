package dev.braid.it.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes bundles from a seed: the same seed, the same bundles but for deadlines, which follow the
 * clock of the sender. Most bundles have a wallet of their own; {@link Kind#BUSY} ones share a few.
 */
public final class RandomBundles {
  private static final int BUSY_WALLETS = 8;
  private static final int LIFETIME_SECONDS = 240;
  private static final long ABSENT_CHAIN = 31_337;
  private static final BigInteger TOO_MUCH = BigInteger.TEN.pow(24);

  private final Random random;
  private final String name;
  private final List<Long> chains;
  private final Map<String, Long> busyNonces = new HashMap<>();
  private final List<RandomBundle> bundles = new ArrayList<>();
  private int clashes;

  private RandomBundles(long seed, List<Long> chains) {
    this.random = new Random(seed);
    this.name = "random-" + seed;
    this.chains = chains;
  }

  /** At least {@code count} bundles. A clash adds two. */
  public static List<RandomBundle> make(long seed, List<Long> chains, int count) {
    RandomBundles maker = new RandomBundles(seed, chains);
    while (maker.bundles.size() < count) {
      maker.add(maker.kind());
    }
    return maker.bundles;
  }

  /** Every wallet that {@link #make} may use for so many bundles. */
  public static List<Wallet> wallets(long seed, int count) {
    List<Wallet> wallets = new ArrayList<>(Wallet.many("random-" + seed, count + 1));
    wallets.addAll(Wallet.many("random-" + seed + "/busy", BUSY_WALLETS));
    wallets.add(used(seed));
    return wallets;
  }

  /** The wallet whose nonce 0 must be used on every chain before low nonces are sent. */
  public static Wallet used(long seed) {
    return Wallet.named("random-" + seed + "/used");
  }

  private Kind kind() {
    int total = Arrays.stream(Kind.values()).mapToInt(Kind::weight).sum();
    int ticket = random.nextInt(total);
    for (Kind kind : Kind.values()) {
      ticket -= kind.weight();
      if (ticket < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("unreachable: weights sum to " + total);
  }

  private void add(Kind kind) {
    int number = bundles.size();
    Wallet wallet = Wallet.named(name + "/" + number);
    List<Long> chosen = chooseChains();
    ObjectNode bundle = Bundles.bundle();
    switch (kind) {
      case BUSY -> busy(bundle, chosen);
      case NONCE_TOO_LOW -> {
        long low = chosen.get(random.nextInt(chosen.size()));
        for (long chain : chosen) {
          Tx tx = plain(chain, 0);
          Bundles.slice(bundle, chain, List.of(tx.sign(chain == low ? usedWallet() : wallet)));
        }
      }
      case CLASHING -> {
        clash(wallet);
        return;
      }
      default -> slices(bundle, kind, wallet, chosen);
    }
    Wallet submitter = random.nextInt(3) == 0 ? wallet : null;
    bundles.add(new RandomBundle(number, kind, bundle, lifetimeSeconds(kind), submitter, -1));
  }

  /** One slice a chain; the last transaction of one of them is what the kind says. */
  private void slices(ObjectNode bundle, Kind kind, Wallet wallet, List<Long> chosen) {
    long odd = chosen.get(random.nextInt(chosen.size()));
    for (long chain : chosen) {
      List<String> raws = new ArrayList<>();
      int length = 1 + random.nextInt(3);
      for (int nonce = 0; nonce < length; nonce++) {
        boolean here = chain == odd && nonce == length - 1;
        raws.add((here ? odd(kind, chain, nonce) : plain(chain, nonce)).sign(wallet));
      }
      boolean unknown = kind == Kind.UNKNOWN_CHAIN && chain == odd;
      ObjectNode slice = Bundles.slice(bundle, unknown ? ABSENT_CHAIN : chain, raws);
      if (kind == Kind.REVERTING_ALLOWED && chain == odd) {
        Bundles.mayRevert(slice, raws.get(length - 1));
      }
    }
  }

  private Tx odd(Kind kind, long chain, long nonce) {
    return switch (kind) {
      case REVERTING, REVERTING_ALLOWED -> Tx.reverting(chain, nonce);
      case NONCE_TOO_HIGH -> plain(chain, nonce + 3);
      case OUT_OF_FUNDS -> plain(chain, nonce).withValue(TOO_MUCH);
      case WRONG_CHAIN -> plain(ABSENT_CHAIN, nonce);
      case UNKNOWN_CHAIN -> plain(ABSENT_CHAIN, nonce);
      default -> plain(chain, nonce);
    };
  }

  private Tx plain(long chain, long nonce) {
    int type = random.nextInt(3);
    Tx tx = random.nextBoolean() ? Tx.transfer(chain, nonce) : Tx.storing(chain, nonce);
    return tx.ofType(type);
  }

  private void busy(ObjectNode bundle, List<Long> chosen) {
    int index = random.nextInt(BUSY_WALLETS);
    Wallet wallet = Wallet.named(name + "/busy/" + index);
    for (long chain : chosen) {
      long nonce = busyNonces.merge(index + "/" + chain, 1L, Long::sum) - 1;
      Bundles.slice(bundle, chain, List.of(plain(chain, nonce).sign(wallet)));
    }
  }

  /**
   * Two bundles over one wallet's nonce 0 of one chain; their other slices have wallets of their
   * own.
   */
  private void clash(Wallet wallet) {
    long shared = chains.get(random.nextInt(chains.size()));
    boolean sameTransaction = random.nextInt(4) == 0;
    int pair = clashes++;
    for (int i = 0; i < 2; i++) {
      int number = bundles.size();
      Wallet own = Wallet.named(name + "/" + number);
      ObjectNode bundle = Bundles.bundle();
      BigInteger value = BigInteger.valueOf(sameTransaction ? 7 : 7 + i);
      Tx contested = Tx.transfer(shared, 0).withValue(value);
      Bundles.slice(bundle, shared, List.of(contested.sign(wallet)));
      for (long chain : chooseChains()) {
        if (chain != shared) {
          Bundles.slice(bundle, chain, List.of(plain(chain, 0).sign(own)));
        }
      }
      bundles.add(new RandomBundle(number, Kind.CLASHING, bundle, LIFETIME_SECONDS, null, pair));
    }
  }

  /** When the deadline is, in seconds from the moment of sending. */
  private int lifetimeSeconds(Kind kind) {
    return switch (kind) {
      case LATE -> -1 - random.nextInt(100);
      case EXPIRING -> random.nextInt(2);
      case NONCE_TOO_HIGH -> 8;
      default -> LIFETIME_SECONDS;
    };
  }

  private List<Long> chooseChains() {
    List<Long> shuffled = new ArrayList<>(chains);
    Collections.shuffle(shuffled, random);
    int most = chains.size();
    int count = Math.min(most, 2 + (random.nextInt(4) == 0 ? 1 : 0));
    return shuffled.subList(0, count);
  }

  private Wallet usedWallet() {
    return Wallet.named(name + "/used");
  }
}
