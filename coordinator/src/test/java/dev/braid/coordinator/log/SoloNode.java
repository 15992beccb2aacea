package dev.braid.coordinator.log;

import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.batcher.Led;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.testing.Bundles;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node's log and batcher over a directory, without the rest of the node. */
public final class SoloNode implements AutoCloseable {
  public static final PrivateKey MEMBER = new PrivateKey(Bytes32.fromHex("0x" + "11".repeat(32)));
  public static final Log RULES = new Log(Accounts.CURVE);
  private static final long WAIT_SECONDS = 20;

  private final SoloNodeLog log;
  private final ThreadLoop loop;
  private final Batcher batcher;

  private SoloNode(SoloNodeLog log, ThreadLoop loop, Batcher batcher) {
    this.log = log;
    this.loop = loop;
    this.batcher = batcher;
  }

  /** Opens the log and leads: the first batch of the term is certified on return. */
  public static SoloNode start(Path directory) {
    return start(directory, BatcherOptions.DEFAULT, LogClock.monotonic());
  }

  public static SoloNode start(Path directory, BatcherOptions options, LogClock clock) {
    SoloNode node = open(directory, options, clock);
    node.lead();
    return node;
  }

  /** Opens the log; nothing is appended before {@link #lead}. */
  public static SoloNode open(Path directory, BatcherOptions options, LogClock clock) {
    SoloNodeLog log = openLog(directory, MEMBER);
    Certifier certifier = new Certifier(Accounts.CURVE, MEMBER);
    ThreadLoop loop = loop();
    Batcher batcher =
        new Batcher(
            loop, log.log(), log.ledger(), RULES, certifier.member(), clock, options, genesis(3));
    log.ledger().addListener(batcher::certified);
    return new SoloNode(log, loop, batcher);
  }

  /** For a batcher, named as its thread is in a node. */
  public static ThreadLoop loop() {
    return new ThreadLoop(
        "batcher",
        defect -> {
          throw new AssertionError(defect);
        });
  }

  public static SoloNodeLog openLog(Path directory, PrivateKey member) {
    return SoloNodeLog.open(
        directory, RULES, new Certifier(Accounts.CURVE, member), 1_000, failure -> {});
  }

  public void lead() {
    await(Led.start(batcher));
  }

  public static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** A network of rollups 901, 902 ... */
  public static Genesis genesis(int rollups) {
    return genesis(rollups, Limits.DEFAULT);
  }

  static Genesis genesis(int rollups, Limits limits) {
    List<RollupDefinition> definitions = new ArrayList<>();
    for (int i = 0; i < rollups; i++) {
      definitions.add(
          new RollupDefinition(
              new ChainId(901 + i),
              "rollup " + i,
              "anvil",
              Level.EXECUTION,
              RollupDefinition.ETHEREUM_BLOCK_FORMAT,
              0,
              false,
              Address.ZERO,
              30_000_000,
              new BlockRef(0, BlockHash.fromHex("0x" + "%064x".formatted(901 + i)), 1),
              null));
    }
    return new Genesis(
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            limits,
            NetworkParameters.Quorum.MAJORITY,
            List.of(Accounts.CURVE.address(MEMBER)),
            definitions),
        Bytes32.ZERO);
  }

  /** An anonymous bundle with one transfer on each rollup, by this nonce. */
  public static Entry.BundleSequenced transfers(long nonce, long... chainIds) {
    Bundle bundle =
        Bundles.of(
            Arrays.stream(chainIds)
                .mapToObj(
                    chainId -> Bundles.slice(chainId, Accounts.ALICE.transfer(chainId, nonce)))
                .toArray(Slice[]::new));
    return anonymous(bundle);
  }

  public static Entry.BundleSequenced anonymous(Bundle bundle) {
    return new Entry.BundleSequenced(
        BundleDigest.id(bundle), bundle, new Authorization.Anonymous(), false);
  }

  public Ledger ledger() {
    return log.ledger();
  }

  public ReplicatedLog log() {
    return log.log();
  }

  public Batcher batcher() {
    return batcher;
  }

  @Override
  public void close() {
    batcher.close();
    loop.close();
    log.close();
  }
}
