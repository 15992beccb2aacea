package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A log of one member over a few rollups, batch by batch, with what a store would keep of it. */
final class TestNetwork {
  static final long START_MILLIS = 1_800_000_000_000L;
  static final PrivateKey MEMBER = new PrivateKey(Bytes32.fromHex("0x" + "11".repeat(32)));
  static final Log LOG = new Log(Accounts.CURVE);

  State state = State.empty();
  final Map<BundleId, Position> sequenced = new HashMap<>();
  final Map<BundleId, BundleRecord> records = new HashMap<>();
  final List<SealedBatch> batches = new ArrayList<>();
  final List<LogEvent> lastEvents = new ArrayList<>();
  private long nonce;

  /** A network with rollups 901, 902 ... that has just started. */
  static TestNetwork started(int rollups) {
    return started(parameters(rollups));
  }

  static TestNetwork started(NetworkParameters parameters) {
    TestNetwork network = new TestNetwork();
    network.applied(
        START_MILLIS,
        new Entry.NetworkStarted(parameters, Bytes32.ZERO),
        new Entry.LeaderClaimed(address(MEMBER)));
    return network;
  }

  static NetworkParameters parameters(int rollups) {
    List<RollupDefinition> definitions = new ArrayList<>();
    for (int i = 0; i < rollups; i++) {
      definitions.add(definition(901 + i));
    }
    return new NetworkParameters(
        NetworkParameters.RULES_VERSION,
        Limits.DEFAULT,
        NetworkParameters.Quorum.MAJORITY,
        List.of(address(MEMBER)),
        definitions);
  }

  static RollupDefinition definition(long chainId) {
    return new RollupDefinition(
        new ChainId(chainId),
        "rollup " + chainId,
        "anvil",
        Level.EXECUTION,
        RollupDefinition.ETHEREUM_BLOCK_FORMAT,
        0,
        false,
        Address.ZERO,
        30_000_000,
        new BlockRef(
            0, BlockHash.fromHex("0x" + "%064x".formatted(chainId)), START_MILLIS / 1000 - 1_000),
        Accounts.CAROL.address());
  }

  static Address address(PrivateKey key) {
    return Accounts.CURVE.address(key);
  }

  boolean sequencedBelow(BundleId id, long height) {
    Position position = sequenced.get(id);
    return position != null && position.height() < height;
  }

  /** The batch that follows, sealed, whatever it holds. */
  SealedBatch batch(long term, long timeMillis, Entry... entries) {
    return SealedBatch.seal(
        state.networkId(),
        new Batch(state.height() + 1, state.headHash(), term, timeMillis, Arrays.asList(entries)));
  }

  SealedBatch batch(Entry... entries) {
    return batch(Math.max(1, state.term()), Math.max(state.timeMillis(), START_MILLIS), entries);
  }

  ApplyResult apply(SealedBatch batch) {
    ApplyResult result = LOG.apply(state, batch, this::sequencedBelow);
    batches.add(batch);
    lastEvents.clear();
    switch (result) {
      case ApplyResult.Applied applied -> {
        state = applied.state();
        lastEvents.addAll(applied.events());
        applied.events().forEach(event -> keep(event, batch.batch().timeMillis()));
      }
      case ApplyResult.Void broken -> state = broken.state();
      case ApplyResult.Stop stop -> {}
    }
    return result;
  }

  /** Applies a batch that must hold. */
  List<LogEvent> applied(long timeMillis, Entry... entries) {
    ApplyResult result = apply(batch(Math.max(1, state.term()), timeMillis, entries));
    assertThat(result).isInstanceOf(ApplyResult.Applied.class);
    return List.copyOf(lastEvents);
  }

  List<LogEvent> applied(Entry... entries) {
    return applied(Math.max(state.timeMillis(), START_MILLIS), entries);
  }

  /** Applies a batch that must be void. */
  Violation voided(SealedBatch batch) {
    ApplyResult result = apply(batch);
    assertThat(result).isInstanceOf(ApplyResult.Void.class);
    return ((ApplyResult.Void) result).violation();
  }

  private void keep(LogEvent event, long timeMillis) {
    BundleId id = BundleRecord.subject(event);
    if (id == null) {
      return;
    }
    if (event instanceof LogEvent.Sequenced begins) {
      assertThat(records).doesNotContainKey(id);
      sequenced.put(id, event.cursor());
      records.put(id, BundleRecord.begin(begins, timeMillis));
    } else {
      records.computeIfPresent(id, (key, record) -> record.after(event, timeMillis));
    }
  }

  // Bundles.

  /** A new transfer of Alice's; every call another transaction. */
  RawTransaction transfer(long chainId) {
    return Accounts.ALICE.transfer(chainId, nonce++);
  }

  Slice slice(long chainId, RawTransaction... transactions) {
    return new Slice(new ChainId(chainId), List.of(transactions), List.of(), 0, 0);
  }

  static Bundle bundle(@Nullable PrivateKey submitter, long maxTimestamp, Slice... slices) {
    return new Bundle(
        List.of(slices),
        0,
        maxTimestamp,
        Level.EXECUTION,
        false,
        "",
        0,
        submitter == null ? Address.ZERO : address(submitter));
  }

  /** An anonymous bundle of one new transfer on each rollup. */
  Entry.BundleSequenced transfers(long... chainIds) {
    return anonymous(
        bundle(
            null,
            0,
            Arrays.stream(chainIds)
                .mapToObj(chainId -> slice(chainId, transfer(chainId)))
                .toArray(Slice[]::new)));
  }

  static Entry.BundleSequenced anonymous(Bundle bundle) {
    return new Entry.BundleSequenced(
        BundleDigest.id(bundle), bundle, new Authorization.Anonymous(), false);
  }

  /** An ordinary transaction, as ingress makes a bundle of it. */
  static Entry.BundleSequenced ordinary(RawTransaction raw, long maxTimestamp) {
    Slice slice =
        new Slice(
            TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded decoded
                ? decoded.transaction().chainId()
                : new ChainId(901),
            List.of(raw),
            List.of(raw.hash()),
            0,
            0);
    return Records.with(anonymous(bundle(null, maxTimestamp, slice)), "ordinary", true);
  }

  static Entry.BundleSequenced signed(Bundle bundle, PrivateKey key) {
    BundleId id = BundleDigest.id(bundle);
    return new Entry.BundleSequenced(
        id, bundle, new Authorization.Typed(Accounts.CURVE.sign(id.value(), key)), false);
  }

  static Entry.BundleCancelled cancel(BundleId id, PrivateKey key) {
    return new Entry.BundleCancelled(
        id, new Authorization.Typed(Accounts.CURVE.sign(BundleDigest.cancel(id), key)));
  }

  // Rounds.

  /** The decision that includes these pending bundles on all their rollups, all successful. */
  Entry.RoundDecided decide(BundleId... ids) {
    return new TestDecision(this).include(ids).build();
  }

  /** The adoption of what a rollup has in doubt. */
  Entry.RollupAdopted adopt(long chainId) {
    RollupState rollup = rollup(chainId);
    return new Entry.RollupAdopted(
        rollup.definition().chainId(), rollup.decidedHead().number(), rollup.decidedHead().hash());
  }

  RollupState rollup(long chainId) {
    return Objects.requireNonNull(state.rollup(new ChainId(chainId)));
  }

  PendingBundle pending(BundleId id) {
    return Objects.requireNonNull(state.pending(id));
  }

  BundleRecord record(BundleId id) {
    return Objects.requireNonNull(records.get(id));
  }

  static List<MemberSignature> sign(Bytes32 digest, PrivateKey... members) {
    return Arrays.stream(members)
        .map(key -> new MemberSignature(address(key), Accounts.CURVE.sign(digest, key)))
        .sorted(Comparator.comparing(MemberSignature::member))
        .toList();
  }
}
