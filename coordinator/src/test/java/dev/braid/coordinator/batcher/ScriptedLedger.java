package dev.braid.coordinator.batcher;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.CertificateAssembly;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A ledger in memory that certifies a batch when the test says so. */
final class ScriptedLedger implements LedgerReader {
  private final Map<BundleId, BundleRecord> records = new HashMap<>();
  private State state = State.empty();

  /** Applies and certifies a batch. */
  CertifiedBatch certify(TakenBatch batch) {
    AppendClaim claim = batch.claim();
    State before = state;
    ApplyResult result =
        SoloNode.RULES.apply(
            before,
            new SealedBatch(
                claim.height(),
                claim.previousHash(),
                claim.term(),
                claim.hash(),
                LogCodec.decodeBatch(batch.bytes())),
            (id, height) -> records.containsKey(id));
    CertifiedBatch certified =
        switch (result) {
          case ApplyResult.Applied applied ->
              certified(claim, before, applied.state(), applied.events(), null);
          case ApplyResult.Void empty ->
              certified(claim, before, empty.state(), List.of(), empty.violation());
          case ApplyResult.Stop stop -> throw new IllegalStateException(stop.why());
        };
    for (LogEvent event : certified.events()) {
      if (event instanceof LogEvent.Sequenced begins) {
        BundleRecord record = BundleRecord.begin(begins, certified.state().timeMillis());
        records.put(record.id(), record);
      }
    }
    state = certified.state();
    return certified;
  }

  /** As if the bytes did not decode: nothing of the batch has any effect. */
  CertifiedBatch certifyAsVoid(TakenBatch batch) {
    AppendClaim claim = batch.claim();
    State before = state;
    if (SoloNode.RULES.applyUndecodable(
            before, claim.height(), claim.previousHash(), claim.hash(), "scripted")
        instanceof ApplyResult.Void empty) {
      state = empty.state();
      return certified(claim, before, state, List.of(), empty.violation());
    }
    throw new IllegalStateException("not void");
  }

  private static CertifiedBatch certified(
      AppendClaim claim,
      State before,
      State after,
      List<LogEvent> events,
      @Nullable Violation violation) {
    CertificateAssembly assembly = CertificateAssembly.begin(before, after, violation != null);
    MemberSignature signature =
        new MemberSignature(
            ScriptedLog.SELF, Accounts.CURVE.sign(assembly.digest(), SoloNode.MEMBER));
    Certificate certificate =
        Objects.requireNonNull(assembly.add(Accounts.CURVE, signature).next().certificate());
    return new CertifiedBatch(claim, violation, events, after, certificate);
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
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public List<DecidedBlock> decidedBlocks(ChainId chainId, long from, int limit) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public Set<TransactionHash> transactionsSince(long timeMillis) {
    throw new UnsupportedOperationException("not asked for here");
  }
}
