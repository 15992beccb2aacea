package dev.braid.coordinator.api;

import static dev.braid.coordinator.api.Json.quantity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@code atomic_getCapabilities} answers: the network as the log has it, and the limits. */
public final class CapabilitiesShape {
  private CapabilitiesShape() {}

  /**
   * What this node allows at its door, beside the network's limits.
   *
   * @param bodyBytes one request body
   * @param batchSize calls in one JSON-RPC batch
   */
  public record Door(int bodyBytes, int batchSize, int nestingDepth, long maxSyncMillis) {}

  /**
   * @param version of the software
   * @param strategies how a rollup's candidates are built; null where that is not known
   * @param ordering which log keeps the order, e.g. {@code solo}
   */
  public static ObjectNode of(
      String version,
      String ordering,
      State state,
      Door door,
      Function<ChainId, @Nullable String> strategies) {
    ObjectNode node =
        Json.object().put("version", version).put("network", state.networkId().toHex());
    ObjectNode levels = node.putObject("levels");
    ArrayNode chains = node.putArray("chains");
    state
        .rollups()
        .values()
        .forEach(
            rollup -> {
              levels.put(
                  quantity(rollup.definition().chainId().value()),
                  rollup.definition().level().name());
              chains.add(chain(rollup, strategies.apply(rollup.definition().chainId())));
            });
    node.set("members", members(state.parameters().members()));
    node.put(
        "certificateQuorum", state.parameters().quorum().size(state.parameters().members().size()));
    node.put("ordering", ordering);
    ObjectNode limits = limits(state.parameters().limits());
    limits.put("maxBodyBytes", door.bodyBytes());
    limits.put("maxRequestBatch", door.batchSize());
    limits.put("maxNestingDepth", door.nestingDepth());
    limits.put("maxSyncMillis", quantity(door.maxSyncMillis()));
    node.set("limits", limits);
    return node;
  }

  /** The network parameters as the log's entries hold them. */
  static ObjectNode parameters(NetworkParameters parameters) {
    ObjectNode node =
        Json.object()
            .put("rulesVersion", parameters.rulesVersion())
            .put("quorum", parameters.quorum().name());
    node.set("members", members(parameters.members()));
    ArrayNode rollups = node.putArray("rollups");
    parameters.rollups().forEach(rollup -> rollups.add(definition(rollup)));
    node.set("limits", limits(parameters.limits()));
    return node;
  }

  static ObjectNode definition(RollupDefinition rollup) {
    ObjectNode node =
        Json.object()
            .put("chainId", quantity(rollup.chainId().value()))
            .put("name", rollup.name())
            .put("client", rollup.client())
            .put("level", rollup.level().name())
            .put("blockTimeMillis", quantity(rollup.blockTimeMillis()))
            .put("emptyBlocks", rollup.emptyBlocks())
            .put("feeRecipient", Json.address(rollup.feeRecipient()))
            .put("blockGasLimit", quantity(rollup.blockGasLimit()))
            .put("blockFormat", rollup.blockFormat())
            .put("operator", rollup.operator() == null ? null : Json.address(rollup.operator()));
    node.set("anchor", block(rollup.anchor()));
    return node;
  }

  private static ObjectNode chain(RollupState rollup, @Nullable String strategy) {
    RollupDefinition definition = rollup.definition();
    ObjectNode node =
        Json.object()
            .put("chainId", quantity(definition.chainId().value()))
            .put("name", definition.name())
            .put("client", definition.client())
            .put("level", definition.level().name())
            .put("strategy", strategy)
            .put("state", word(rollup));
    node.set("head", block(rollup.adoptedHead()));
    return node.put("blockTimeMillis", quantity(definition.blockTimeMillis()));
  }

  static String word(RollupState rollup) {
    return rollup.status() == RollupStatus.ACTIVE && rollup.isInDoubt()
        ? "inDoubt"
        : rollup.status().name().toLowerCase(Locale.ROOT);
  }

  static ObjectNode block(BlockRef block) {
    return Json.object()
        .put("blockNumber", quantity(block.number()))
        .put("blockHash", block.hash().toHex())
        .put("timestamp", quantity(block.timestampSeconds()));
  }

  private static ArrayNode members(List<Address> members) {
    ArrayNode array = Json.NODES.arrayNode();
    for (int i = 0; i < members.size(); i++) {
      array.addObject().put("address", Json.address(members.get(i))).put("index", quantity(i));
    }
    return array;
  }

  /** Counts and bytes as JSON numbers, times as quantities of milliseconds. */
  private static ObjectNode limits(Limits limits) {
    return Json.object()
        .put("maxSlicesPerBundle", limits.maxSlicesPerBundle())
        .put("maxTransactionsPerBundle", limits.maxTransactionsPerBundle())
        .put("maxTransactionBytes", limits.maxTransactionBytes())
        .put("maxBundleBytes", limits.maxBundleBytes())
        .put("maxBundleGasPerChain", limits.maxBundleGasPerChain())
        .put("maxReplacementUuidBytes", limits.maxReplacementUuidBytes())
        .put("maxLifetimeMillis", quantity(limits.maxLifetimeMillis()))
        .put("defaultLifetimeMillis", quantity(limits.defaultLifetimeMillis()))
        .put("maxPendingBundles", limits.maxPendingBundles())
        .put("maxPendingBytes", limits.maxPendingBytes())
        .put("maxBatchBytes", limits.maxBatchBytes())
        .put("maxBatchEntries", limits.maxBatchEntries())
        .put("maxBundlesPerRound", limits.maxBundlesPerRound())
        .put("maxPasses", limits.maxPasses())
        .put("maxAttempts", limits.maxAttempts())
        .put("maxUncertifiedBatches", limits.maxUncertifiedBatches())
        .put("maxRollups", limits.maxRollups());
  }
}
