package dev.braid.it.harness;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.geth.GethBinary;
import dev.braid.rollup.geth.GethCommand;
import dev.braid.rollup.geth.GethDirectory;
import dev.braid.rollup.geth.GethGenesis;
import dev.braid.rollup.geth.GethGenesis.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real geth as a rollup, started as the documentation tells operators to. */
public final class Geth implements Rollup {
  private static final Duration START = Duration.ofSeconds(30);

  private final long chainId;
  private final String host;
  private final int port;
  private final int enginePort;
  private final GethDirectory directory;
  private final Path geth;
  private Child child;

  private Geth(Path directory, long chainId, List<Wallet> funded, String host) {
    this.chainId = chainId;
    this.host = host;
    this.port = Ports.free();
    this.enginePort = Ports.free();
    this.directory = new GethDirectory(directory.resolve(name()));
    this.geth =
        switch (GethBinary.find(Repository.root())) {
          case GethBinary.Found found -> found.file();
          case GethBinary.Missing missing -> throw new IllegalStateException(missing.why());
        };
    try {
      this.directory.write(genesis(chainId, funded));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.child = launch();
  }

  /** Starts on free ports of this address and waits until it answers. */
  static Geth start(Path directory, long chainId, List<Wallet> funded, String host) {
    return new Geth(directory, chainId, funded, host);
  }

  private static String genesis(long chainId, List<Wallet> funded) {
    List<Allocation> allocations = new ArrayList<>();
    funded.forEach(wallet -> allocations.add(Allocation.funded(address(wallet.address()))));
    allocations.add(
        Allocation.contract(address(Genesis.REVERTER), Bytes.fromHex(Genesis.reverterCode())));
    return GethGenesis.json(new ChainId(chainId), Long.parseLong(Genesis.TIMESTAMP), allocations);
  }

  private static Address address(String hex) {
    return Address.fromHex(hex.toLowerCase(java.util.Locale.ROOT));
  }

  private String name() {
    return "geth-" + chainId;
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public String url() {
    return "http://" + host + ":" + port;
  }

  /** Of its Engine API. */
  public String engineUrl() {
    return "http://" + host + ":" + enginePort;
  }

  @Override
  public Child process() {
    return child;
  }

  @Override
  public void restart() {
    child.close();
    for (int own : List.of(port, enginePort)) {
      Await.until("port " + own + " free", START, () -> Ports.isFree(own));
    }
    child = launch();
  }

  @Override
  public void restartEmpty() {
    child.close();
    try {
      directory.erase();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    restart();
  }

  @Override
  public String client(UnaryOperator<String> via) {
    return "client: engine, rpc: \"%s\", engine: {url: \"%s\", jwtSecret: \"%s\", %s}"
        .formatted(
            via.apply(url()),
            via.apply(engineUrl()),
            directory.jwtSecret(),
            "allowRemoteTesting: " + !host.startsWith("127."));
  }

  @Override
  public void close() {
    child.close();
  }

  private Child launch() {
    Path log = directory.path().resolve("geth.log");
    if (!directory.isInitialised()) {
      Child init = run(GethCommand.init(geth, directory), log);
      if (init.awaitExit(START) != 0) {
        throw new AssertionError("geth init: " + init.output());
      }
      try {
        directory.markInitialised();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Child started =
        run(GethCommand.start(geth, directory, new ChainId(chainId), host, port, enginePort), log);
    try {
      Await.value(name() + " to answer", START, () -> answer(started));
    } catch (AssertionError e) {
      started.close();
      throw new AssertionError(e.getMessage() + "\n" + started.output(), e);
    }
    return started;
  }

  private Child run(List<String> command, Path log) {
    return Child.start(name(), command, Map.of(), directory.path(), log);
  }

  private @Nullable Boolean answer(Child started) {
    if (!started.alive()) {
      throw new AssertionError("geth ended: " + started.output());
    }
    try {
      return rpc().call("eth_chainId").json().has("result") ? true : null;
    } catch (UncheckedIOException e) {
      return null;
    }
  }
}
