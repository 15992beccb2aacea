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
    @Nullable Address operator) {
  private static final Pattern NAME = Pattern.compile("[\\x20-\\x7e]{1,64}");

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
        operator.isEmpty() ? null : address(section, operator));
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

  private static Address address(Section section, String text) {
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw section.refuse("operator", "expected an address: 0x and 40 hex digits");
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
