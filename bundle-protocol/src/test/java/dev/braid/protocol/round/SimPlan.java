package dev.braid.protocol.round;

import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a seed draws before the run: rollups, bundles, how rough it gets. */
final class SimPlan {
  final List<RollupTraits> rollups = new ArrayList<>();
  final Map<ChainId, Integer> latencyMillis = new TreeMap<>();
  final List<SimBundle> bundles = new ArrayList<>();
  final List<Long> arrivals = new ArrayList<>();

  /** Chances in a thousand. */
  final int lostCalls;

  final int lateAnswers;
  final int doubledAnswers;
  final int lies;
  final int badAppends;
  final int deaths;
  final int engineFaults;
  final int cancels;
  final int silentEngines;

  SimPlan(Random random, long startMillis, long faultMillis) {
    boolean calm = random.nextInt(4) == 0;
    lostCalls = calm ? 0 : random.nextInt(60);
    lateAnswers = calm ? 0 : random.nextInt(60);
    doubledAnswers = calm ? 0 : random.nextInt(60);
    lies = calm ? 0 : random.nextInt(20);
    badAppends = calm ? 0 : random.nextInt(80);
    deaths = calm ? 0 : random.nextInt(12);
    engineFaults = calm ? 0 : random.nextInt(8);
    cancels = random.nextInt(300);
    silentEngines = random.nextInt(400);
    int chains = 2 + random.nextInt(3);
    for (int i = 0; i < chains; i++) {
      ChainId chain = Fixtures.chain(i);
      boolean shows = random.nextInt(3) > 0;
      long blockTimeMillis = random.nextInt(4) == 0 ? 300 + random.nextInt(1_500) : 0;
      rollups.add(
          new RollupTraits(
              chain,
              Level.EXECUTION,
              blockTimeMillis,
              blockTimeMillis > 0 && random.nextBoolean(),
              random.nextBoolean()
                  ? RollupTraits.TimestampRule.EQUAL_ALLOWED
                  : RollupTraits.TimestampRule.RISING,
              shows,
              30_000_000));
      latencyMillis.put(chain, random.nextInt(5) == 0 ? 100 + random.nextInt(500) : 8);
    }
    int count = 1 + random.nextInt(10);
    int perBatch = 0;
    long height = 1;
    long at = startMillis;
    for (int i = 0; i < count; i++) {
      if (perBatch == 0 || random.nextBoolean()) {
        height++;
        perBatch = 0;
        at += random.nextInt((int) Math.max(1, faultMillis / count));
      }
      arrivals.add(at);
      bundles.add(bundle(random, i, new Position(height, perBatch++), at));
    }
  }

  private SimBundle bundle(Random random, int index, Position position, long nowMillis) {
    boolean ordinary = random.nextInt(8) == 0;
    int width = ordinary ? 1 : 1 + random.nextInt(rollups.size());
    List<RollupTraits> shuffled = new ArrayList<>(rollups);
    java.util.Collections.shuffle(shuffled, random);
    List<SliceFootprint> slices = new ArrayList<>();
    Map<ChainId, SimBundle.Behaviour> behaviours = new TreeMap<>();
    for (RollupTraits rollup : shuffled.subList(0, width)) {
      ChainId chain = rollup.chainId();
      behaviours.put(chain, behaviour(random, index, ordinary));
      boolean limited = random.nextInt(10) == 0;
      slices.add(
          new SliceFootprint(
              chain,
              transactions(random, index, chain),
              limited ? random.nextInt(3) : 0,
              limited ? 2 + random.nextInt(4) : 0));
    }
    long now = nowMillis / 1000;
    boolean timed = random.nextInt(8) == 0;
    long deadline = now + 2 + random.nextInt(8);
    return new SimBundle(
        index,
        new BundleFootprint(
            Fixtures.bundleId(index),
            position,
            slices,
            timed ? now + random.nextInt(4) : 0,
            timed ? deadline : 0,
            deadline,
            Level.EXECUTION,
            ordinary),
        behaviours);
  }

  private static SimBundle.Behaviour behaviour(Random random, int index, boolean ordinary) {
    return switch (random.nextInt(ordinary ? 6 : 10)) {
      case 6 -> new SimBundle.Reverts();
      case 7 -> new SimBundle.Refused();
      case 8 -> new SimBundle.Needs(random.nextInt(index + 1));
      case 9 -> new SimBundle.BreaksAfter(random.nextInt(index + 1));
      default -> new SimBundle.Succeeds();
    };
  }

  private static List<TransactionFootprint> transactions(Random random, int index, ChainId chain) {
    boolean shared = random.nextInt(3) == 0;
    Address sender = shared ? Fixtures.sender(-1) : Fixtures.sender(index);
    long nonce = shared ? random.nextInt(3) : 0;
    int count = 1 + random.nextInt(2);
    List<TransactionFootprint> transactions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      transactions.add(
          new TransactionFootprint(
              Fixtures.transactionHash(index, chain, i), sender, nonce + i, 100_000, 120, false));
    }
    return transactions;
  }
}
