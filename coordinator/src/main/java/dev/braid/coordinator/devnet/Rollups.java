package dev.braid.coordinator.devnet;

import dev.braid.coordinator.client.RpcErrorException;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.client.UnreachableException;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilBinary;
import dev.braid.rollup.anvil.AnvilCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Starts the rollups, each a process of its own on the engine that the options say. */
final class Rollups {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration CALL = Duration.ofSeconds(2);
  private static final String NO_ANVIL =
      "no anvil found: run coordinator/npm/install, or set BRAID_ANVIL";

  private final DevnetOptions options;
  private final Workspace workspace;
  private final Children children;
  private final Screen screen;
  private final Path home = Path.of(System.getenv().getOrDefault("BRAID_HOME", "."));
  private final @Nullable Path anvil;
  private final @Nullable Geths geths;

  private Rollups(
      DevnetOptions options,
      Workspace workspace,
      Children children,
      Screen screen,
      Secp256k1 curve) {
    this.options = options;
    this.workspace = workspace;
    this.children = children;
    this.screen = screen;
    List<Engine> engines = options.rollupEngines();
    this.anvil =
        engines.contains(Engine.ANVIL)
            ? AnvilBinary.find(home).orElseThrow(() -> new DevnetException(NO_ANVIL))
            : null;
    this.geths = engines.contains(Engine.GETH) ? Geths.find(home, workspace, curve) : null;
  }

  /** Returns when all of them answer. */
  static List<Rollup> start(
      DevnetOptions options,
      Workspace workspace,
      Children children,
      Screen screen,
      Secp256k1 curve) {
    return new Rollups(options, workspace, children, screen, curve).start();
  }

  private List<Rollup> start() {
    List<Rollup> rollups = new ArrayList<>();
    List<Child> processes = new ArrayList<>();
    List<Engine> engines = options.rollupEngines();
    for (int i = 0; i < engines.size(); i++) {
      ChainId chainId = new ChainId(DevnetOptions.FIRST_CHAIN_ID + i);
      int port = options.rollupPort() + i;
      Rollup.Access access =
          geths != null && engines.get(i) == Engine.GETH
              ? geths.access(chainId, options.enginePort() + i)
              : null;
      Child child = launch(chainId, port, access);
      processes.add(child);
      rollups.add(new Rollup(chainId, engines.get(i), port, child.pid(), access));
    }
    for (int i = 0; i < rollups.size(); i++) {
      Rollup rollup = rollups.get(i);
      try (RpcHttp rpc = new RpcHttp(rollup.rpc())) {
        Patience.await(processes.get(i), START, () -> answers(rpc));
      }
      screen.line(
          "rollup %s  %s  %s, pid %d"
              .formatted(rollup.chainId(), rollup.address(), engine(rollup), rollup.pid()));
    }
    return rollups;
  }

  private String engine(Rollup rollup) {
    return geths != null && rollup.engine() == Engine.GETH
        ? "geth " + geths.version()
        : rollup.engine().toString();
  }

  private Child launch(ChainId chainId, int port, Rollup.@Nullable Access access) {
    List<String> command = new ArrayList<>();
    if (access != null && geths != null) {
      command.addAll(geths.command(chainId, port, access));
    } else {
      command.add(String.valueOf(anvil));
      command.addAll(AnvilCommand.arguments(port, chainId));
    }
    return children.add(
        Child.start(
            "rollup " + chainId, command, workspace.log("rollup-" + chainId), shellLine(command)));
  }

  private static String shellLine(List<String> command) {
    return command.stream()
        .map(word -> word.contains(" ") ? "'" + word + "'" : word)
        .collect(Collectors.joining(" "));
  }

  private static boolean answers(RpcHttp rpc) {
    try {
      rpc.call("eth_chainId", "[]", CALL);
      return true;
    } catch (UnreachableException | RpcErrorException e) {
      return false;
    }
  }
}
