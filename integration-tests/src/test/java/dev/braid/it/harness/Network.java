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

  private final Map<Long, Anvil> anvils = new TreeMap<>();
  private final Map<Long, Relay> relays = new TreeMap<>();
  private final Node node;

  private Network(Path directory, List<Wallet> funded, Plan plan) {
    Map<Long, String> seen = new LinkedHashMap<>();
    for (long chainId : plan.chains) {
      Anvil anvil = Anvil.start(directory, chainId, funded);
      anvils.put(chainId, anvil);
      String url = anvil.url();
      Duration delay = plan.delays.get(chainId);
      if (delay != null) {
        Relay relay = new Relay(url, delay);
        relays.put(chainId, relay);
        url = relay.url();
      }
      seen.put(chainId, url);
    }
    this.node = new Node(directory, seen, plan.blockTime, plan.config.toString());
  }

  /** What a network is to be. */
  public static final class Plan {
    private final List<Long> chains = new ArrayList<>();
    private final Map<Long, Duration> delays = new TreeMap<>();
    private final StringBuilder config = new StringBuilder();
    private String blockTime = "0";

    /** A rollup that the node reaches directly. */
    public Plan rollup(long chainId) {
      chains.add(chainId);
      return this;
    }

    /** A rollup behind a relay that answers each call this much later and notes it. */
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

  public Anvil anvil(long chainId) {
    return known(anvils, chainId);
  }

  public Relay relay(long chainId) {
    return known(relays, chainId);
  }

  /** The rollups' own RPC, past every relay. */
  public Map<Long, String> rollups() {
    Map<Long, String> urls = new TreeMap<>();
    anvils.forEach((chainId, anvil) -> urls.put(chainId, anvil.url()));
    return urls;
  }

  @Override
  public void close() {
    node.close();
    relays.values().forEach(Relay::close);
    anvils.values().forEach(Anvil::close);
  }

  private static <T> T known(Map<Long, T> of, long chainId) {
    T found = of.get(chainId);
    if (found == null) {
      throw new IllegalArgumentException("chain " + chainId);
    }
    return found;
  }
}
