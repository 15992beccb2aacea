package dev.braid.coordinator.ingress;

import static java.util.Objects.requireNonNull;

import dev.braid.coordinator.codec.EventCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.coordinator.log.store.StoredHeader;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.CertificateAssembly;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log of one member in memory, by the real rules, with rollups 901 to 920; 910 is small. */
final class TestLedger implements LedgerReader {
  static final PrivateKey MEMBER = new PrivateKey(Bytes32.fromHex("0x" + "11".repeat(32)));
  static final int ROLLUPS = 20;
  static final long SMALL_CHAIN = 910;
  static final long SMALL_BLOCK_GAS = 100_000;

  private final Log log = new Log(Accounts.CURVE);
  private final Map<BundleId, BundleRecord> records = new ConcurrentHashMap<>();
  private final Map<Long, CertifiedRow> rows = new ConcurrentHashMap<>();
  private final Consumer<AppliedNotice> publish;
  private volatile State state = State.empty();

  TestLedger(Consumer<AppliedNotice> publish) {
    this.publish = publish;
    append(
        new Entry.NetworkStarted(parameters(), Bytes32.ZERO),
        new Entry.LeaderClaimed(Accounts.CURVE.address(MEMBER)));
  }

  static NetworkParameters parameters() {
    return new NetworkParameters(
        NetworkParameters.RULES_VERSION,
        Limits.DEFAULT,
        NetworkParameters.Quorum.MAJORITY,
        List.of(Accounts.CURVE.address(MEMBER)),
        java.util.stream.LongStream.range(901, 901 + ROLLUPS)
            .mapToObj(TestLedger::definition)
            .toList());
  }

  private static RollupDefinition definition(long chainId) {
    return new RollupDefinition(
        new ChainId(chainId),
        "rollup " + chainId,
        "anvil",
        Level.EXECUTION,
        RollupDefinition.ETHEREUM_BLOCK_FORMAT,
        0,
        false,
        Address.ZERO,
        chainId == SMALL_CHAIN ? SMALL_BLOCK_GAS : 30_000_000,
        new BlockRef(0, BlockHash.fromHex("0x" + "%064x".formatted(chainId)), 1_000),
        null);
  }

  /** Appends, certifies, keeps, publishes. */
  synchronized @Nullable Violation append(Entry... entries) {
    State before = state;
    long now = Math.max(before.timeMillis(), System.currentTimeMillis());
    BatchDraft draft = log.open(before, 1, now, (id, height) -> records.containsKey(id));
    for (Entry entry : entries) {
      Violation violation = draft.add(entry);
      if (violation != null) {
        return violation;
      }
    }
    BatchDraft.Sealed sealed = draft.seal();
    ApplyResult.Applied applied = sealed.applied();
    certify(before, applied.state(), sealed.batch());
    applied.events().forEach(event -> keep(event, now));
    state = applied.state();
    announce(applied.events(), now);
    return null;
  }

  private void certify(State before, State after, SealedBatch sealed) {
    CertificateAssembly assembly = CertificateAssembly.begin(before, after, false);
    MemberSignature signature =
        new MemberSignature(
            Accounts.CURVE.address(MEMBER), Accounts.CURVE.sign(assembly.digest(), MEMBER));
    rows.put(
        sealed.height(),
        new CertifiedRow(
            new StoredBatch(
                new StoredHeader(
                    sealed.height(), sealed.previousHash(), sealed.term(), sealed.hash(), false),
                new byte[0]),
            sealed.batch(),
            requireNonNull(assembly.add(Accounts.CURVE, signature).next().certificate())));
  }

  private void keep(LogEvent event, long timeMillis) {
    BundleId id = BundleRecord.subject(event);
    if (id == null) {
      return;
    }
    if (event instanceof LogEvent.Sequenced begins) {
      records.put(id, BundleRecord.begin(begins, timeMillis));
    } else {
      records.computeIfPresent(id, (key, record) -> record.after(event, timeMillis));
    }
  }

  private void announce(List<LogEvent> events, long timeMillis) {
    AppliedNotice.Builder notice =
        AppliedNotice.newBuilder()
            .setHeight(state.height())
            .setTimeMillis(timeMillis)
            .setHash(ValueCodec.to(state.headHash()))
            .setTerm(state.term());
    events.forEach(event -> notice.addEvents(EventCodec.toProto(event)));
    publish.accept(notice.build());
  }

  /** As if a round had decided and all rollups adopted: told by events, no block behind it. */
  synchronized void include(BundleId id) {
    BundleRecord record = requireNonNull(records.get(id));
    Position cursor = new Position(state.height(), 0);
    LogEvent decided =
        new LogEvent.Decided(
            cursor,
            id,
            record.slices().stream()
                .map(
                    slice ->
                        new LogEvent.DecidedSlice(
                            1,
                            new BlockHash(Bytes32.ZERO),
                            new Entry.SliceResult(
                                slice.chainId(),
                                0,
                                slice.transactionHashes().stream()
                                    .map(hash -> new Entry.TransactionResult(true, 21_000))
                                    .toList(),
                                BigInteger.TEN)))
                .toList());
    LogEvent finished =
        new LogEvent.Finished(
            cursor, id, dev.braid.protocol.bundle.BundleState.INCLUDED, null, null, false);
    keep(decided, state.timeMillis());
    record
        .slices()
        .forEach(
            slice ->
                keep(new LogEvent.SliceAdopted(cursor, id, slice.chainId()), state.timeMillis()));
    keep(finished, state.timeMillis());
    announce(List.of(decided, finished), state.timeMillis());
  }

  /** As if the log had ended it without effect. */
  synchronized void finish(
      BundleId id,
      dev.braid.protocol.bundle.BundleState end,
      dev.braid.protocol.bundle.Reason why) {
    LogEvent finished =
        new LogEvent.Finished(new Position(state.height(), 0), id, end, why, null, false);
    keep(finished, state.timeMillis());
    announce(List.of(finished), state.timeMillis());
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public long certifiedHeight() {
    return state.height();
  }

  @Override
  public @Nullable BundleRecord bundle(BundleId id) {
    return records.get(id);
  }

  @Override
  public @Nullable CertifiedRow batch(long height) {
    return rows.get(height);
  }

  @Override
  public List<DecidedBlock> decidedBlocks(ChainId chainId, long from, int limit) {
    return List.of();
  }

  @Override
  public Set<TransactionHash> transactionsSince(long timeMillis) {
    return Set.of();
  }
}
