package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.RollupsShape;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.status.RollupReportSource;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code admin_rollups []}: how each rollup stands, by the log and by the leader. */
final class RollupsMethod implements RpcMethod {
  static final String NAME = "admin_rollups";

  private final LedgerReader ledger;
  private final RollupReportSource source;
  private final Function<ChainId, @Nullable String> strategy;

  RollupsMethod(
      LedgerReader ledger,
      RollupReportSource source,
      Function<ChainId, @Nullable String> strategy) {
    this.ledger = ledger;
    this.source = source;
    this.strategy = strategy;
  }

  @Override
  public Future<JsonNode> call(Request request) {
    Params.count(request.params(), 0, 0);
    return Future.fromCompletionStage(source.report(), request.context())
        .map(report -> RollupsShape.of(ledger.state(), report, strategy));
  }
}
