package dev.braid.coordinator.simulation;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.EthereumBlocks;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The log of a leader that lies now and then, until all is healed. */
final class LyingLog extends ForwardingLog {
  private static final int LIES = 150;

  private final SimNode.Life life;
  private final Lies lie;
  private Entry.@Nullable BundleSequenced sequenced;

  LyingLog(SimNode.Life life, ReplicatedLog right, Lies lie) {
    super(right);
    this.life = life;
    this.lie = lie;
  }

  @Override
  public CompletionStage<AppendOutcome> append(TakenBatch batch) {
    Simulation simulation = life.simulation();
    Batch honest = LogCodec.decodeBatch(batch.bytes());
    TakenBatch said = batch;
    if (batch.claim().height() > 0 && !simulation.isHealed() && simulation.world.chance(LIES)) {
      TakenBatch lied = lie(batch.claim(), honest);
      if (lied != null) {
        simulation.world.count("lie");
        simulation.world.note("member " + life.index(), lie + " at " + batch.claim().height());
        said = lied;
      }
    }
    for (Entry entry : honest.entries()) {
      if (entry instanceof Entry.BundleSequenced bundle) {
        sequenced = bundle;
      }
    }
    return super.append(said);
  }

  private @Nullable TakenBatch lie(AppendClaim claim, Batch honest) {
    BatchHash other =
        new BatchHash(
            Bytes32.wrap(
                new byte[] {
                  1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3,
                  4, 5, 6, 7, 8
                }));
    return switch (lie) {
      case FORKS ->
          seal(
              new Batch(
                  honest.height(), other, honest.term(), honest.timeMillis(), honest.entries()));
      case REPEATS_A_BUNDLE -> {
        if (sequenced == null) {
          yield null;
        }
        List<Entry> entries = new ArrayList<>(honest.entries());
        entries.add(sequenced);
        yield seal(with(honest, entries));
      }
      case LEAVES_OUT_A_SLICE -> changed(honest, LyingLog::withoutOneRollup);
      case BUILDS_ON_ANOTHER_PARENT -> changed(honest, LyingLog::onAnotherParent);
      case SENDS_RUBBISH -> new TakenBatch(claim, new byte[] {(byte) 0xff, 1, 2}, null);
      case CLAIMS_ANOTHER_HASH ->
          new TakenBatch(
              new AppendClaim(claim.height(), claim.previousHash(), claim.term(), other),
              LogCodec.encode(honest),
              null);
    };
  }

  private interface Change {
    Entry.@Nullable RoundDecided of(Entry.RoundDecided round);
  }

  private @Nullable TakenBatch changed(Batch honest, Change change) {
    List<Entry> entries = new ArrayList<>();
    boolean found = false;
    for (Entry entry : honest.entries()) {
      Entry.RoundDecided lied =
          !found && entry instanceof Entry.RoundDecided round ? change.of(round) : null;
      found |= lied != null;
      entries.add(lied == null ? entry : lied);
    }
    return found ? seal(with(honest, entries)) : null;
  }

  private static Entry.@Nullable RoundDecided withoutOneRollup(Entry.RoundDecided round) {
    if (round.rollups().size() < 2) {
      return null;
    }
    ChainId leftOut = round.rollups().getLast().chainId();
    List<Entry.IncludedBundle> included = new ArrayList<>();
    boolean matters = false;
    for (Entry.IncludedBundle bundle : round.included()) {
      List<Entry.SliceResult> kept =
          bundle.slices().stream().filter(slice -> !slice.chainId().equals(leftOut)).toList();
      matters |= kept.size() < bundle.slices().size();
      included.add(new Entry.IncludedBundle(bundle.id(), kept));
    }
    return matters
        ? new Entry.RoundDecided(
            round.rollups().subList(0, round.rollups().size() - 1), included, round.rejected())
        : null;
  }

  private static Entry.@Nullable RoundDecided onAnotherParent(Entry.RoundDecided round) {
    if (round.rollups().isEmpty()) {
      return null;
    }
    Entry.RollupDecision first = round.rollups().getFirst();
    BlockHeader h = first.header();
    BlockHeader other =
        new BlockHeader(
            new BlockHash(Bytes32.ZERO),
            h.ommersHash(),
            h.beneficiary(),
            h.stateRoot(),
            h.transactionsRoot(),
            h.receiptsRoot(),
            h.logsBloom(),
            h.difficulty(),
            h.number(),
            h.gasLimit(),
            h.gasUsed(),
            h.timestampSeconds(),
            h.extraData(),
            h.mixHash(),
            h.nonce(),
            h.baseFeePerGas(),
            h.withdrawalsRoot(),
            h.blobGasUsed(),
            h.excessBlobGas(),
            h.parentBeaconBlockRoot(),
            h.requestsHash());
    List<Entry.RollupDecision> rollups = new ArrayList<>(round.rollups());
    rollups.set(
        0,
        new Entry.RollupDecision(
            first.chainId(),
            other,
            EthereumBlocks.INSTANCE.hash(other),
            first.systemTransactions(),
            first.references(),
            first.withdrawals(),
            first.executionRequests()));
    return new Entry.RoundDecided(rollups, round.included(), round.rejected());
  }

  private static Batch with(Batch honest, List<Entry> entries) {
    return new Batch(
        honest.height(), honest.previousHash(), honest.term(), honest.timeMillis(), entries);
  }

  private TakenBatch seal(Batch batch) {
    NetworkId network = Objects.requireNonNull(life.simulation().oracle.at(0)).state().networkId();
    return TakenBatch.of(SealedBatch.seal(network, batch), null);
  }
}
