package dev.braid.protocol.log;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is signed to change the network. What members sign names the network and the height of the
 * last change ({@link State#parametersHeight}), so that a signature authorises one change, once. An
 * operator's leave names the entry by which its rollup joined instead: no other change can take its
 * force away (E1).
 */
public final class ChangeDigest {
  private ChangeDigest() {}

  /** For {@link Entry.ParametersChanged}. */
  public static Bytes32 parameters(State state, NetworkParameters next) {
    CanonicalWriter out = begin("braid parameters change v1", state);
    ValueEncoding.parameters(out, next);
    return out.hash();
  }

  /** For {@link Entry.MemberChanged}, by members of the old set. */
  public static Bytes32 members(
      State state, List<Address> members, NetworkParameters.Quorum quorum) {
    return begin("braid member change v1", state)
        .list(members, CanonicalWriter::address)
        .u8(quorum.code())
        .hash();
  }

  /** For a rollup's operator who takes it out (E1). */
  public static Bytes32 leave(State state, RollupState rollup, String detail) {
    CanonicalWriter out =
        new CanonicalWriter().domain("braid rollup leave v1").bytes32(state.networkId().value());
    ValueEncoding.chainId(out, rollup.definition().chainId());
    ValueEncoding.position(out, rollup.joined());
    return out.text(detail).hash();
  }

  /** For {@link Entry.RollupChanged}, by members. */
  public static Bytes32 rollup(
      State state,
      ChainId chainId,
      Entry.RollupChanged.Change change,
      @Nullable RollupDefinition definition,
      String detail) {
    CanonicalWriter out = begin("braid rollup change v1", state);
    ValueEncoding.chainId(out, chainId);
    return out.u8(change.code()).optional(definition, ValueEncoding::rollup).text(detail).hash();
  }

  private static CanonicalWriter begin(String domain, State state) {
    return new CanonicalWriter()
        .domain(domain)
        .bytes32(state.networkId().value())
        .u64(state.parametersHeight());
  }
}
