package dev.braid.coordinator.simulation;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.UnsignedTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a seed draws before the run: members, rollups, bundles, how rough it gets. */
final class SimPlan {
  static final long FAULT_MILLIS = 9_000;
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  /** A bundle with when it is first sent, and who may take it back. */
  record Planned(Entry.BundleSequenced entry, long atMillis, @Nullable PrivateKey submitter) {
    BundleId id() {
      return entry.id();
    }
  }

  final List<PrivateKey> memberKeys = new ArrayList<>();
  final List<Address> members = new ArrayList<>();
  final List<SimEngine> engines = new ArrayList<>();
  final List<Planned> bundles = new ArrayList<>();
  final NetworkParameters parameters;
  final boolean calm;

  /** In a thousand: messages lost, slow; engine calls late or lost. */
  final int lost;

  final int slow;
  final int engineRough;

  /** In a thousand entries that reach a follower: those at which the leadership moves. */
  final int upsets;

  /** Mean time between two faults. */
  final int faultEveryMillis;

  /** In a thousand writes to a disk: those at which the member dies. */
  final int deaths;

  final int checkpointEvery;
  final int repeats;
  final int cancels;
  final int appendsInFlight;
  final long[] clockOffsets;

  private final Secp256k1 curve;
  private final Random random;
  private final Map<String, Long> nonces = new HashMap<>();

  SimPlan(long seed, Secp256k1 curve) {
    this.curve = curve;
    this.random = new Random(seed * 0xD1B54A32D192ED03L + 3);
    this.calm = random.nextInt(6) == 0;
    this.lost = calm ? 0 : random.nextInt(12);
    this.slow = calm ? 0 : random.nextInt(30);
    this.engineRough = calm ? 0 : random.nextInt(25);
    this.upsets = calm ? 0 : random.nextInt(40);
    this.faultEveryMillis = 300 + random.nextInt(3_000);
    this.deaths = random.nextInt(3) == 0 ? 2 : 0;
    this.checkpointEvery = 3 + random.nextInt(25);
    this.repeats = random.nextInt(400);
    this.cancels = random.nextInt(250);
    this.appendsInFlight = 1 + random.nextInt(4);
    int count = random.nextInt(5) == 0 ? 5 : 3;
    this.clockOffsets = new long[count];
    for (int i = 0; i < count; i++) {
      PrivateKey key = key(1_000 + i);
      memberKeys.add(key);
      members.add(curve.address(key));
      clockOffsets[i] = random.nextInt(5) == 0 ? random.nextInt(1_200) - 600 : random.nextInt(60);
    }
    int chains = 2 + random.nextInt(2);
    List<RollupDefinition> rollups = new ArrayList<>();
    for (int i = 0; i < chains; i++) {
      SimEngine engine = new SimEngine(new ChainId(901 + i), curve);
      engines.add(engine);
      long blockTimeMillis = random.nextInt(4) == 0 ? 500 + random.nextInt(1_500) : 0;
      rollups.add(
          new RollupDefinition(
              engine.chainId,
              "rollup " + i,
              "anvil",
              Level.EXECUTION,
              RollupDefinition.ETHEREUM_BLOCK_FORMAT,
              blockTimeMillis,
              blockTimeMillis > 0,
              Address.ZERO,
              30_000_000,
              engine.head().ref(),
              null));
    }
    this.parameters =
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            limits(),
            NetworkParameters.Quorum.MAJORITY,
            members,
            rollups);
    int wanted = 4 + random.nextInt(24);
    for (int i = 0; i < wanted; i++) {
      bundles.add(bundle(i, 2_500 + random.nextInt((int) FAULT_MILLIS)));
    }
  }

  long lastArrivalMillis() {
    return bundles.stream().mapToLong(Planned::atMillis).max().orElse(0);
  }

  /** The usual ones with short lives, so that a run sees their end. */
  private static Limits limits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.maxSlicesPerBundle(),
        usual.maxTransactionsPerBundle(),
        usual.maxTransactionBytes(),
        usual.maxBundleBytes(),
        usual.maxBundleGasPerChain(),
        usual.maxReplacementUuidBytes(),
        30_000,
        8_000,
        usual.maxPendingBundles(),
        usual.maxPendingBytes(),
        usual.maxBatchBytes(),
        usual.maxBatchEntries(),
        usual.maxBundlesPerRound(),
        usual.maxPasses(),
        usual.maxAttempts(),
        usual.maxUncertifiedBatches(),
        usual.maxRollups());
  }

  static PrivateKey key(int number) {
    byte[] secret = new byte[Bytes32.SIZE];
    secret[0] = 1;
    secret[30] = (byte) (number >>> 8);
    secret[31] = (byte) number;
    return new PrivateKey(Bytes32.wrap(secret));
  }

  private Planned bundle(int index, long atMillis) {
    List<SimEngine> chosen = new ArrayList<>(engines);
    Collections.shuffle(chosen, random);
    int width = 1 + random.nextInt(engines.size());
    int sender = random.nextInt(3) == 0 ? random.nextInt(3) : 100 + index;
    List<Slice> slices = new ArrayList<>();
    for (SimEngine engine : chosen.subList(0, width)) {
      List<RawTransaction> transactions = new ArrayList<>();
      int many = 1 + random.nextInt(2);
      for (int i = 0; i < many; i++) {
        transactions.add(transaction(engine.chainId, sender));
      }
      slices.add(new Slice(engine.chainId, transactions, List.of(), 0, 0));
    }
    PrivateKey submitter = random.nextBoolean() ? key(5_000 + index) : null;
    boolean timed = random.nextInt(3) == 0;
    long deadline = (SimWorld.START_MILLIS + atMillis) / 1_000 + 3 + random.nextInt(8);
    Bundle bundle =
        new Bundle(
            slices,
            0,
            timed ? deadline : 0,
            Level.EXECUTION,
            false,
            "",
            0,
            submitter == null ? Address.ZERO : curve.address(submitter));
    BundleId id = BundleDigest.id(bundle);
    return new Planned(
        new Entry.BundleSequenced(
            id,
            bundle,
            submitter == null
                ? new Authorization.Anonymous()
                : new Authorization.Typed(curve.sign(id.value(), submitter)),
            false),
        atMillis,
        submitter);
  }

  private RawTransaction transaction(ChainId chainId, int sender) {
    String account = chainId + "/" + sender;
    long nonce = nonces.getOrDefault(account, 0L);
    // Now and then one account's nonce is used twice or skipped: bundles that clash or wait.
    nonces.put(account, nonce + (random.nextInt(20) == 0 ? random.nextInt(3) : 1));
    int fate = random.nextInt(12);
    byte[] data =
        fate == 0
            ? new byte[] {SimEngine.REVERTS}
            : fate == 1 ? new byte[] {SimEngine.REFUSED} : new byte[0];
    return new UnsignedTransaction(
            2,
            chainId,
            nonce,
            60_000,
            GWEI.shiftLeft(1),
            GWEI,
            Address.fromHex("0x00000000000000000000000000000000000000aa"),
            BigInteger.valueOf(random.nextInt(1_000_000_000)),
            Bytes.wrap(data),
            List.of())
        .sign(curve, key(sender));
  }
}
