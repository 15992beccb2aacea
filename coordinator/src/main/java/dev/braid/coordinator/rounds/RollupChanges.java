package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.ChangeDigest;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs changes of the rollup set with this member's key and proposes them. */
public final class RollupChanges {
  private final Vertx vertx;
  private final RoundsLog log;
  private final Proposals proposals;
  private final Secp256k1 curve;
  private final PrivateKey memberKey;

  public RollupChanges(
      Vertx vertx, RoundsLog log, BusAddresses addresses, Secp256k1 curve, PrivateKey memberKey) {
    this.vertx = vertx;
    this.log = log;
    this.proposals = new Proposals(vertx, addresses.batcher());
    this.curve = curve;
    this.memberKey = memberKey;
  }

  /** The rollup joins; its first block builds on the definition's anchor. */
  Future<AppendAnswer> join(RollupDefinition definition, String detail) {
    return propose(definition.chainId(), Change.JOINED, definition, detail);
  }

  /**
   * Declares that the rollup holds another history than the log: what was decided for it and not
   * seen as adopted is damaged. The answer is {@code Refused} when the log's rules do not allow it,
   * also when another change came between.
   *
   * @param detail why, for people; at most 1 KiB
   */
  public Future<AppendAnswer> declareDiverged(ChainId chainId, String detail) {
    return propose(chainId, Change.DIVERGED, null, detail);
  }

  private Future<AppendAnswer> propose(
      ChainId chainId, Change change, @Nullable RollupDefinition definition, String detail) {
    State state = log.state();
    return vertx
        .executeBlocking(() -> entry(state, chainId, change, definition, detail), false)
        .compose(entry -> Future.fromCompletionStage(proposals.propose(entry, state.term())));
  }

  private Entry entry(
      State state,
      ChainId chainId,
      Change change,
      @Nullable RollupDefinition definition,
      String detail) {
    MemberSignature signature =
        new MemberSignature(
            curve.address(memberKey),
            curve.sign(ChangeDigest.rollup(state, chainId, change, definition, detail), memberKey));
    return new Entry.RollupChanged(chainId, change, definition, detail, null, List.of(signature));
  }
}
