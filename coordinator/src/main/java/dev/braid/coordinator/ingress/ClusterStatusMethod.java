package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.ClusterStatusShape;
import dev.braid.coordinator.status.ClusterStatusSource;
import io.vertx.core.Future;

/** {@code admin_clusterStatus []}: how all members stand, as this one sees them. */
final class ClusterStatusMethod implements RpcMethod {
  static final String NAME = "admin_clusterStatus";

  private final ClusterStatusSource source;

  ClusterStatusMethod(ClusterStatusSource source) {
    this.source = source;
  }

  @Override
  public Future<JsonNode> call(Request request) {
    Params.count(request.params(), 0, 0);
    return Future.fromCompletionStage(source.status(), request.context())
        .map(ClusterStatusShape::of);
  }
}
