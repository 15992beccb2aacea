package dev.braid.coordinator.node;

import dev.braid.coordinator.config.EngineConfig;
import dev.braid.coordinator.config.RollupConfig;
import dev.braid.coordinator.rounds.RollupHandle;
import dev.braid.coordinator.rounds.RollupJoiner;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilClient;
import dev.braid.rollup.engine.EngineClient;
import dev.braid.rollup.engine.EngineSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rollup clients of a node, one for each rollup of its configuration. */
final class Engines implements AutoCloseable {
  /** anvil's own default, which {@code --init} does not change. */
  private static final long ANVIL_BLOCK_GAS = 30_000_000;

  /** Of an engine whose operator says nothing. */
  private static final long ENGINE_BLOCK_GAS = 30_000_000;

  private final Map<ChainId, RollupHandle> handles = new LinkedHashMap<>();
  private final List<RollupConfig> configs;

  Engines(List<RollupConfig> configs, Secp256k1 curve) {
    this.configs = configs;
    for (RollupConfig config : configs) {
      handles.put(config.chainId(), handle(config, config.engine(), curve));
    }
  }

  private static RollupHandle handle(
      RollupConfig config, @Nullable EngineConfig engine, Secp256k1 curve) {
    return engine == null
        ? new RollupHandle(
            new AnvilClient(config.chainId(), config.rpc().uri(), curve),
            true,
            RollupTraits.TimestampRule.EQUAL_ALLOWED,
            blockGas(config, ANVIL_BLOCK_GAS))
        : new RollupHandle(
            new EngineClient(settings(config, engine), curve),
            false,
            RollupTraits.TimestampRule.RISING,
            blockGas(config, ENGINE_BLOCK_GAS));
  }

  private static long blockGas(RollupConfig config, long byDefault) {
    return config.gasLimit() == 0 ? byDefault : config.gasLimit();
  }

  private static EngineSettings settings(RollupConfig config, EngineConfig engine) {
    return new EngineSettings(
        config.chainId(),
        engine.url().uri(),
        engine.jwtSecret(),
        config.rpc().uri(),
        engine.testing().uri(),
        engine.allowRemoteTesting(),
        config.feeRecipient());
  }

  Map<ChainId, RollupHandle> handles() {
    return handles;
  }

  List<RollupJoiner.Candidate> candidates() {
    return configs.stream()
        .map(
            config -> {
              RollupHandle handle = handles.get(config.chainId());
              if (handle == null) {
                throw new IllegalStateException("no client for " + config.chainId());
              }
              return new RollupJoiner.Candidate(
                  config.chainId(),
                  config.name(),
                  config.client().toString(),
                  config.level(),
                  config.blockTime().toMillis(),
                  config.emptyBlocks(),
                  config.feeRecipient(),
                  handle.blockGasLimit(),
                  config.operator(),
                  handle.client());
            })
        .toList();
  }

  @Override
  public void close() {
    handles.values().forEach(handle -> handle.client().close());
  }
}
