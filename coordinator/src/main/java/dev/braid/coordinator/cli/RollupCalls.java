package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.client.UnreachableException;
import dev.braid.protocol.types.ChainId;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What {@code braid rollup} asks of members. */
final class RollupCalls {
  /** Longer than members take to collect each other's signatures. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Output output;
  private final List<URI> urls;

  RollupCalls(Output output, AdminTargets targets) {
    this.output = output;
    this.urls = targets.urls(output);
  }

  /** As the first member that answers tells it. */
  JsonNode rollups() {
    for (URI url : urls) {
      try (RpcHttp rpc = new RpcHttp(url)) {
        return rpc.call("admin_rollups", "[]", PATIENCE);
      } catch (UnreachableException e) {
        output.note("braid: " + e.getMessage());
      }
    }
    throw unreachable();
  }

  /**
   * Declares on one member after the other until enough have: who may speak for several members may
   * name them all.
   *
   * @param done the word for what has come about
   * @return the exit code
   */
  int declare(String method, ChainId chainId, String detail, String done) {
    ObjectNode param = Output.object().put("chainId", chainId.value()).put("detail", detail);
    String params = Output.object().putArray("params").add(param).toString();
    JsonNode last = null;
    for (URI url : urls) {
      try (RpcHttp rpc = new RpcHttp(url)) {
        last = rpc.call(method, params, PATIENCE);
      } catch (UnreachableException e) {
        output.note("braid: " + e.getMessage());
        continue;
      }
      if (last.hasNonNull("cursor")) {
        output.document(last);
        output.line("rollup %s is %s, at %s", chainId, done, last.path("cursor").asText());
        return Exit.DONE;
      }
    }
    if (last == null) {
      throw unreachable();
    }
    output.document(last);
    output.line(
        "rollup %s is not %s yet: the operators of %d of %d members have declared it; do the same"
            + " on another member within ten minutes",
        chainId, done, last.path("approvals").asInt(), last.path("needed").asInt());
    return Exit.NO;
  }

  private CliException unreachable() {
    return new CliException(Exit.UNREACHABLE, "none of " + urls.size() + " members answers");
  }
}
