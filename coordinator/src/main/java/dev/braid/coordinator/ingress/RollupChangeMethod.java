package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.ParamReader;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.rounds.Declared;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Future;

/**
 * {@code admin_declareDiverged}, {@code admin_pauseRollup} and {@code admin_resumeRollup}, each
 * {@code [{chainId, detail}]}: this member's operator's word about a rollup. Diverged: its engine
 * refuses for good what was decided, and its bundles in doubt become {@code damaged} (design
 * section 6.5). Paused: it enters no new round until it is resumed.
 */
final class RollupChangeMethod implements RpcMethod {
  static final String DIVERGED = "admin_declareDiverged";
  static final String PAUSE = "admin_pauseRollup";
  static final String RESUME = "admin_resumeRollup";
  private static final long RETRY_AFTER_MILLIS = 500;

  private final LedgerReader ledger;
  private final Change change;
  private final AdminPort.Declarations declarations;

  RollupChangeMethod(LedgerReader ledger, Change change, AdminPort.Declarations declarations) {
    this.ledger = ledger;
    this.change = change;
    this.declarations = declarations;
  }

  @Override
  public Future<JsonNode> call(Request request) {
    Params.count(request.params(), 1, 1);
    ParamReader.Declaration asked = ParamReader.declaration(request.params().get(0));
    ChainId chainId = asked.chainId();
    if (ledger.state().rollup(chainId) == null) {
      throw new Refusal(
          RpcError.of(RpcError.UNKNOWN, "UNKNOWN_ROLLUP", "no rollup has this chain id")
              .chain(chainId));
    }
    return declarations
        .declare(chainId, change, asked.detail())
        .map(
            declared ->
                switch (declared) {
                  case Declared.Approved approved ->
                      Json.object()
                          .put("chainId", Json.quantity(chainId.value()))
                          .put("approvals", approved.approvals())
                          .put("needed", approved.needed());
                  case Declared.Proposed(AppendAnswer.Applied applied) ->
                      result(chainId, applied.cursor());
                  case Declared.Proposed(AppendAnswer answer) ->
                      throw new Refusal(error(answer).chain(chainId));
                });
  }

  private static JsonNode result(ChainId chainId, Position cursor) {
    return Json.object()
        .put("chainId", Json.quantity(chainId.value()))
        .put("cursor", cursor.cursor());
  }

  private static RpcError error(AppendAnswer answer) {
    return switch (answer) {
      case AppendAnswer.Refused refused ->
          RpcError.of(RpcError.STATIC_RULE, "REFUSED", refused.violation());
      case AppendAnswer.Unknown unknown ->
          RpcError.of(RpcError.UNKNOWN_OUTCOME, "UNKNOWN_OUTCOME", "it may stand in the log")
              .mayRetry();
      default ->
          RpcError.of(RpcError.UNAVAILABLE, "UNAVAILABLE", "the log takes nothing now")
              .retryAfter(RETRY_AFTER_MILLIS);
    };
  }
}
