package dev.braid.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One node and its rollups, with a relay before each rollup that is to be slow or watched. */
public final class Network implements AutoCloseable {
  private static final int LOG_TAIL = 12_000;

  private final Map<Long, Rollup> rollups = new TreeMap<>();
  private final Map<Long, Relay> relays = new TreeMap<>();
  private final List<Relay> all = new ArrayList<>();
  private final Node node;

  private Network(Path directory, List<Wallet> funded, Plan plan) {
    Map<Long, String> seen = new LinkedHashMap<>();
    plan.chains.forEach(
        (chainId, engine) -> {
          Rollup rollup = engine.start(directory, chainId, funded, "127.0.0.1");
          rollups.put(chainId, rollup);
          Duration delay = plan.delays.get(chainId);
          seen.put(
              chainId,
              rollup.client(url -> delay == null ? url : relayed(rollup, url, delay).url()));
        });
    this.node = new Node(directory, seen, plan.blockTime, plan.config.toString());
  }

  private Relay relayed(Rollup rollup, String url, Duration delay) {
    Relay relay = new Relay(url, delay);
    all.add(relay);
    if (url.equals(rollup.url())) {
      relays.put(rollup.chainId(), relay);
    }
    return relay;
  }

  /** What a network is to be. */
  public static final class Plan {
    private final Map<Long, Engine> chains = new LinkedHashMap<>();
    private final Map<Long, Duration> delays = new TreeMap<>();
    private final StringBuilder config = new StringBuilder();
    private String blockTime = "0";

    /** A rollup on anvil that the node reaches directly. */
    public Plan rollup(long chainId) {
      return rollup(chainId, Engine.ANVIL);
    }

    /** A rollup that the node reaches directly. */
    public Plan rollup(long chainId, Engine engine) {
      chains.put(chainId, engine);
      return this;
    }

    /** A rollup on anvil behind a relay that answers each call this much later and notes it. */
    public Plan relayed(long chainId, Duration delay) {
      delays.put(chainId, delay);
      return rollup(chainId);
    }

    /** Blocks at this interval instead of on demand, for every rollup. */
    public Plan blockTime(String duration) {
      blockTime = duration;
      return this;
    }

    /** A line of the node's config file. */
    public Plan config(String line) {
      config.append(line).append('\n');
      return this;
    }
  }

  public static Plan plan() {
    return new Plan();
  }

  /** A part of a test; may throw anything. */
  @FunctionalInterface
  public interface Story {
    void tell(Network network) throws Exception;
  }

  /** Runs a story on a network; when it fails, the end of the node's log is printed. */
  public static void run(Path directory, List<Wallet> funded, Plan plan, Story story)
      throws Exception {
    try (Network network = new Network(directory, funded, plan)) {
      try {
        story.tell(network);
      } catch (Throwable e) {
        String log = network.node.output();
        String tail = log.substring(Math.max(0, log.length() - LOG_TAIL));
        System.err.println("---- the node's log ends with\n" + tail + "\n----");
        throw e;
      }
    }
  }

  public Node node() {
    return node;
  }

  public Rollup rollup(long chainId) {
    return known(rollups, chainId);
  }

  /** Before the rollup's public RPC. */
  public Relay relay(long chainId) {
    return known(relays, chainId);
  }

  /** The rollups' own RPC, past every relay. */
  public Map<Long, String> rollups() {
    Map<Long, String> urls = new TreeMap<>();
    rollups.forEach((chainId, rollup) -> urls.put(chainId, rollup.url()));
    return urls;
  }

  @Override
  public void close() {
    node.close();
    all.forEach(Relay::close);
    rollups.values().forEach(Rollup::close);
  }

  private static <T> T known(Map<Long, T> of, long chainId) {
    T found = of.get(chainId);
    if (found == null) {
      throw new IllegalArgumentException("chain " + chainId);
    }
    return found;
  }
}
