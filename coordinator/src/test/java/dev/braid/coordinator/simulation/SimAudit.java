package dev.braid.coordinator.simulation;

import static dev.braid.coordinator.simulation.SimChecks.that;
import static java.util.Objects.requireNonNull;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.coordinator.log.store.MemoryDisk;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.SignatureNotice;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees all that members say and do, and fails at the first thing that breaks a guarantee. */
final class SimAudit {
  private final SimOracle oracle;
  private final SimRaft raft;
  private final List<MemoryDisk> disks;
  private final Secp256k1 curve;
  private final List<Address> members;
  private final Map<Long, Integer> signers = new HashMap<>();
  private final List<Map<Long, BatchHash>> signed = new ArrayList<>();
  private final Map<BundleId, Position> told = new HashMap<>();
  private final Map<Long, Boolean> certified = new HashMap<>();

  SimAudit(
      SimOracle oracle,
      SimRaft raft,
      List<MemoryDisk> disks,
      Secp256k1 curve,
      List<Address> members) {
    this.oracle = oracle;
    this.raft = raft;
    this.disks = disks;
    this.curve = curve;
    this.members = members;
    members.forEach(member -> signed.add(new HashMap<>()));
  }

  Map<BundleId, Position> told() {
    return told;
  }

  /** Whether the member has the batch in a way that no crash takes. */
  private boolean keeps(int member, long height) {
    SimOracle.Height truth = oracle.at(height);
    if (truth == null) {
      return false;
    }
    SimRaft.Disk disk = raft.disk(member);
    return (truth.index() >= disk.snapshot && truth.index() < disk.flushed)
        || disks.get(member).keepsBatch(height);
  }

  /** D4: a member signs what the log has taken, what it has on its disk, and one batch a height. */
  void signatureTold(int member, PeerNotice notice) {
    if (!notice.hasSignature()) {
      return;
    }
    SignatureNotice signature = notice.getSignature();
    if (!ValueCodec.address(signature.getSignature().getMember()).equals(members.get(member))) {
      return;
    }
    long height = signature.getHeight();
    BatchHash hash = ValueCodec.batchHash(signature.getBatchHash());
    SimOracle.Height truth = oracle.at(height);
    that(
        truth != null && truth.claim().hash().equals(hash),
        "D4: member " + member + " signs a batch " + height + " that the log has not taken");
    that(
        requireNonNull(truth).isVoid() == signature.getVoid(),
        "D4: member " + member + " signs batch " + height + " void=" + signature.getVoid());
    BatchHash before = signed.get(member).put(height, hash);
    that(before == null || before.equals(hash), "D4: two batches signed at height " + height);
    that(
        keeps(member, height),
        "D4: member "
            + member
            + " signs batch "
            + height
            + " that it may lose: operation "
            + truth.index()
            + ", its disk "
            + raft.disk(member));
    signers.merge(height, 1 << member, (all, one) -> all | one);
  }

  private boolean isCertified(long height) {
    return Integer.bitCount(signers.getOrDefault(height, 0)) >= raft.majority();
  }

  /** A member's ledger tells of a batch (O1, D1). */
  void certified(int member, CertifiedBatch batch) {
    long height = batch.height();
    SimOracle.Height truth = oracle.at(height);
    String what = "member " + member + " batch " + height;
    that(
        truth != null && truth.claim().equals(batch.claim()),
        "O1: " + what + " is not what the log has");
    that(
        requireNonNull(truth).isVoid() == batch.isVoid(),
        "O1: " + what + " void=" + batch.isVoid());
    that(truth.state().equals(batch.state()), "O1: " + what + " leads to another state");
    that(isCertified(height), "D1: " + what + " is told without a quorum's signatures");
    String problem =
        Certificates.problem(
            curve,
            truth.state().networkId(),
            members,
            NetworkParameters.Quorum.MAJORITY,
            batch.certificate());
    that(problem == null, "D1: " + what + " has a bad certificate: " + problem);
    certified.put(height, true);
    isKept(height);
  }

  private void isKept(long height) {
    int copies = 0;
    for (int i = 0; i < members.size(); i++) {
      copies += keeps(i, height) ? 1 : 0;
    }
    that(
        copies >= raft.majority(),
        "D1: batch " + height + " was told but is durable on " + copies + " members");
  }

  /** D2: whatever was told is still on the disks of a majority. */
  void afterCrash() {
    certified.keySet().forEach(this::isKept);
  }

  /** A client got an answer (O2, D1). */
  void accepted(BundleId id, Position cursor) {
    Position before = told.put(id, cursor);
    that(before == null || before.equals(cursor), "O2: " + id + " was told two positions");
    BundleRecord record = oracle.bundles().get(id);
    that(
        record != null && record.position().equals(cursor),
        "O2: " + id + " was told " + cursor + " but has no such position");
    that(isCertified(cursor.height()), "D1: a receipt of the uncertified batch " + cursor.height());
  }

  /** A client was told that its bundle is cancelled. */
  void cancelled(BundleId id) {
    BundleRecord record = oracle.bundles().get(id);
    that(
        record != null && record.state() == BundleState.CANCELLED,
        "L1: " + id + " was told to be cancelled");
  }

  /** A2: only what a certified decision names. */
  void adopts(DecidedBlock block) {
    Long height = oracle.decidedAt(block.hash());
    that(height != null, "A2: adopts block " + block.hash() + " that no decision names");
    that(isCertified(requireNonNull(height)), "A2: adopts by the uncertified decision " + height);
  }

  /**
   * A3: a leader in office drops no block that a decision names.
   *
   * @param inOffice whether the present term is the caller's
   */
  void drops(SimEngine engine, SimEngine.Block block, boolean inOffice) {
    if (inOffice && block.header().number() > 0) {
      that(
          oracle.decidedAt(block.hash()) == null,
          "A3: drops the decided block " + block.header().number() + " of " + engine.chainId);
    }
  }

  /** A1: rollups stand where the log says, each bundle in all of them or none. */
  void rollupsAtEnd(List<SimEngine> engines) {
    for (SimEngine engine : engines) {
      Map<Long, ?> decided = oracle.decided(engine.chainId);
      List<SimEngine.Block> chain = engine.chain();
      that(
          chain.size() == decided.size() + 1,
          "A1: rollup "
              + engine.chainId
              + " has "
              + (chain.size() - 1)
              + " blocks, decided are "
              + decided.size());
      for (SimEngine.Block block : chain.subList(1, chain.size())) {
        that(
            block.hash().equals(decided.get(block.header().number())),
            "A1: rollup " + engine.chainId + " has another block " + block.header().number());
      }
    }
    for (BundleRecord bundle : oracle.bundles().values()) {
      for (BundleRecord.SliceRecord slice : bundle.slices()) {
        ChainId chain = slice.chainId();
        SimEngine engine =
            engines.stream().filter(each -> each.chainId.equals(chain)).findFirst().orElseThrow();
        long there =
            engine.chain().stream()
                .filter(block -> block.hashes().containsAll(slice.transactionHashes()))
                .count();
        that(
            there == (bundle.state() == BundleState.INCLUDED ? 1 : 0),
            "A1: "
                + bundle.id()
                + " is "
                + bundle.state()
                + ", its slice on "
                + chain
                + " stands "
                + there
                + " times");
      }
    }
  }
}
