package dev.braid.coordinator.config;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One rollup that this node drives. What members must agree on (name, client, level, block time,
 * operator) enters the log when the network starts.
 *
 * @param engine how its engine is driven; null exactly when the client is anvil's
 * @param level weakest promise that the operator wants to offer; the client may offer less, then
 *     the node refuses to start
 * @param blockTime zero = a block whenever a bundle asks for one
 * @param emptyBlocks whether a block comes at each block time also without a bundle
 * @param feeRecipient whom blocks must pay; zero = whomever the engine pays
 * @param gasLimit gas that the slices of one block may ask for; 0 = 30,000,000
 * @param operator whose key alone may take the rollup out (E1); null = nobody but this operator
 */
public record RollupConfig(
    ChainId chainId,
    String name,
    Client client,
    RpcUrl rpc,
    @Nullable EngineConfig engine,
    Level level,
    Duration blockTime,
    boolean emptyBlocks,
    Address feeRecipient,
    long gasLimit,
    @Nullable Address operator) {
  private static final Pattern NAME = Pattern.compile("[\\x20-\\x7e]{1,64}");
  private static final long MIN_GAS_LIMIT = 21_000;
  private static final long MAX_GAS_LIMIT = 1L << 40;

  static RollupConfig read(Section section, Path base) {
    ChainId chainId = new ChainId(section.requiredNumber("chainId", 1, ChainId.MAX));
    String name = section.text("name", "");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      throw section.refuse("name", "expected 1 to 64 printable ASCII characters");
    }
    Client client = section.requiredChoice("client", List.of(Client.values()));
    RpcUrl rpc = RpcUrl.read(section, "rpc", section.requiredText("rpc"));
    EngineConfig engine = engine(section, client, base, rpc);
    Level level = section.choice("level", Level.EXECUTION, List.of(Level.values()));
    Duration blockTime =
        section.duration("blockTime", Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
    boolean emptyBlocks = section.flag("emptyBlocks", !blockTime.isZero());
    if (emptyBlocks && blockTime.isZero()) {
      throw section.refuse("emptyBlocks", "only with a blockTime");
    }
    String feeRecipient = section.text("feeRecipient", "");
    if (!feeRecipient.isEmpty() && client == Client.ANVIL) {
      throw section.refuse("feeRecipient", "anvil pays whom it likes: this needs client: engine");
    }
    long gasLimit = section.longNumber("gasLimit", 0, 0, MAX_GAS_LIMIT);
    if (gasLimit != 0 && gasLimit < MIN_GAS_LIMIT) {
      throw section.refuse("gasLimit", "at least " + MIN_GAS_LIMIT);
    }
    String operator = section.text("operator", "");
    section.end();
    return new RollupConfig(
        chainId,
        name.isEmpty() ? "rollup-" + chainId : name,
        client,
        rpc,
        engine,
        level,
        blockTime,
        emptyBlocks,
        feeRecipient.isEmpty() ? Address.ZERO : address(section, "feeRecipient", feeRecipient),
        gasLimit,
        operator.isEmpty() ? null : address(section, "operator", operator));
  }

  private static @Nullable EngineConfig engine(
      Section section, Client client, Path base, RpcUrl rpc) {
    Section engine = section.optional("engine");
    return switch (client) {
      case ENGINE -> {
        if (engine == null) {
          throw section.refuse("client", "engine needs the section \"engine\"");
        }
        yield EngineConfig.read(engine, base, rpc);
      }
      case ANVIL -> {
        if (engine != null) {
          throw section.refuse("engine", "this section needs client: engine, got " + client);
        }
        yield null;
      }
    };
  }

  private static Address address(Section section, String key, String text) {
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw section.refuse(key, "expected an address: 0x and 40 hex digits");
    }
  }

  /** The rollup clients that this build has. */
  public enum Client {
    /** Anvil, for development. */
    ANVIL,

    /** An execution engine with the Engine API, e.g. geth. */
    ENGINE;

    /** The word of the configuration, the API and the log. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
