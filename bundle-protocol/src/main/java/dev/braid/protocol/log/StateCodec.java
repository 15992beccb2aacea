package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.TransactionHash;
import java.util.List;
import java.util.Map;

/**
 * The state as bytes, for checkpoints: one state, one encoding, with a hash at the end. Equal
 * states of two members have equal bytes.
 */
public final class StateCodec {
  private static final String DOMAIN = "braid state v1";

  private StateCodec() {}

  public static Bytes encode(State state) {
    CanonicalWriter out = new CanonicalWriter().domain(DOMAIN).bytes32(state.networkId().value());
    ValueEncoding.parameters(out, state.parameters());
    out.u64(state.memberSetHeight())
        .u64(state.parametersHeight())
        .u64(state.height())
        .bytes32(state.headHash().value())
        .u64(state.term())
        .address(state.leader())
        .u64(state.timeMillis())
        .list(List.copyOf(state.rollups().values()), StateCodec::rollup)
        .list(List.copyOf(state.pending().values()), StateCodec::pending)
        .list(List.copyOf(state.inDoubt().values()), StateCodec::inDoubt)
        .list(List.copyOf(state.ordinaries().byId().entrySet()), StateCodec::ordinary);
    return out.bytes32(out.hash()).toBytes();
  }

  /**
   * @throws MalformedValueException when the bytes are not such an encoding, whole and unharmed
   */
  public static State decode(Bytes bytes) {
    int end = bytes.size() - Bytes32.SIZE;
    if (end < DOMAIN.length()) {
      throw new MalformedValueException("bytes end too early");
    }
    Bytes body = bytes.slice(0, end);
    if (!Keccak.hash(body).bytes().equals(bytes.slice(end, bytes.size()))) {
      throw new MalformedValueException("the checkpoint is damaged");
    }
    CanonicalReader in = new CanonicalReader(body);
    Bytes expected = new CanonicalWriter().domain(DOMAIN).toBytes();
    if (!in.fixed(DOMAIN.length()).equals(expected)) {
      throw new MalformedValueException("not a checkpoint of this format");
    }
    try {
      return body(in);
    } catch (IllegalArgumentException e) {
      throw new MalformedValueException("a value is out of range: " + e.getMessage());
    }
  }

  private static State body(CanonicalReader in) {
    StateEdit edit = new StateEdit(State.empty());
    edit.networkId = new NetworkId(in.bytes32());
    edit.parameters = ValueDecoding.parameters(in);
    edit.memberSetHeight = in.u64();
    edit.parametersHeight = in.u64();
    edit.height = in.u64();
    edit.headHash = new BatchHash(in.bytes32());
    edit.term = in.u64();
    edit.leader = in.address();
    edit.timeMillis = in.u64();
    for (RollupState rollup : in.list(StateCodec::rollup)) {
      edit.rollups = edit.rollups.plus(rollup.definition().chainId(), rollup);
    }
    in.list(StateCodec::pending).forEach(edit::addPending);
    for (InDoubtBundle bundle : in.list(StateCodec::inDoubt)) {
      edit.inDoubt = edit.inDoubt.plus(bundle.id(), bundle);
    }
    for (var ordinary : in.list(StateCodec::ordinary)) {
      edit.ordinaries = edit.ordinaries.plus(ordinary.getKey(), ordinary.getValue());
    }
    in.end();
    return edit.build();
  }

  private static void rollup(CanonicalWriter out, RollupState value) {
    ValueEncoding.rollup(out, value.definition());
    out.u8(value.status().code());
    ValueEncoding.position(out, value.joined());
    ValueEncoding.blockRef(out, value.decidedHead());
    ValueEncoding.blockRef(out, value.adoptedHead());
    out.optional(value.lastDecision(), ValueEncoding::position)
        .list(value.unadopted(), StateCodec::bundleId);
  }

  private static RollupState rollup(CanonicalReader in) {
    return new RollupState(
        ValueDecoding.rollup(in),
        ValueDecoding.status(in.u8()),
        ValueDecoding.position(in),
        ValueDecoding.blockRef(in),
        ValueDecoding.blockRef(in),
        in.optional(ValueDecoding::position),
        in.list(StateCodec::bundleId));
  }

  private static void pending(CanonicalWriter out, PendingBundle value) {
    ValueEncoding.position(out, value.position());
    bundleId(out, value.id());
    ValueEncoding.bundle(out, value.bundle());
    ValueEncoding.authorization(out, value.authorization());
    out.bool(value.ordinary()).u64(value.deadlineSeconds()).u32(value.bytes());
  }

  private static PendingBundle pending(CanonicalReader in) {
    return new PendingBundle(
        ValueDecoding.position(in),
        bundleId(in),
        ValueDecoding.bundle(in),
        ValueDecoding.authorization(in),
        in.bool(),
        in.u64(),
        in.u32());
  }

  private static void inDoubt(CanonicalWriter out, InDoubtBundle value) {
    bundleId(out, value.id());
    ValueEncoding.position(out, value.position());
    ValueEncoding.position(out, value.decision());
    out.list(value.chains(), ValueEncoding::chainId).list(value.toAdopt(), ValueEncoding::chainId);
  }

  private static InDoubtBundle inDoubt(CanonicalReader in) {
    return new InDoubtBundle(
        bundleId(in),
        ValueDecoding.position(in),
        ValueDecoding.position(in),
        in.list(ValueDecoding::chainId),
        in.list(ValueDecoding::chainId));
  }

  private static void ordinary(
      CanonicalWriter out, Map.Entry<BundleId, OrdinaryTransaction> value) {
    bundleId(out, value.getKey());
    OrdinaryTransaction.Slot slot = value.getValue().slot();
    ValueEncoding.chainId(out, slot.chainId());
    out.address(slot.sender()).u64(slot.nonce()).bytes32(value.getValue().hash().value());
  }

  private static Map.Entry<BundleId, OrdinaryTransaction> ordinary(CanonicalReader in) {
    return Map.entry(
        bundleId(in),
        new OrdinaryTransaction(
            new OrdinaryTransaction.Slot(ValueDecoding.chainId(in), in.address(), in.u64()),
            new TransactionHash(in.bytes32())));
  }

  private static void bundleId(CanonicalWriter out, BundleId value) {
    out.bytes32(value.value());
  }

  private static BundleId bundleId(CanonicalReader in) {
    return new BundleId(in.bytes32());
  }
}
