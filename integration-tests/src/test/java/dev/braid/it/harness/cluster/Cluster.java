package dev.braid.it.harness.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Rollup;
import dev.braid.it.harness.Wallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Members of one log on machines of their own, and the rollups that all of them reach. */
public final class Cluster implements AutoCloseable {
  private static final Duration KNOWN = Duration.ofSeconds(60);
  private static final Duration START = Duration.ofSeconds(240);

  private final Hosts hosts;
  private final List<Member> members = new ArrayList<>();
  private final Map<Long, Rollup> rollups = new TreeMap<>();

  private Cluster(Path directory, List<Wallet> funded, Plan plan) {
    this.hosts = Hosts.open(plan.members);
    try {
      plan.chains.forEach(
          (chainId, engine) ->
              rollups.put(chainId, engine.start(directory, chainId, funded, hosts.outside())));
      for (int i = 0; i < plan.members; i++) {
        Wallet key = Wallet.named("member-" + i + "-of-" + directory);
        Path own = Files.createDirectories(directory.resolve("member-" + i));
        members.add(new Member(i, key, own, hosts));
      }
      String secret = Wallet.named("secret-of-" + directory).secret();
      for (Member member : members) {
        member.prepare(configuration(member, plan), secret);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What a cluster is to be. */
  public static final class Plan {
    private final Map<Long, Engine> chains = new LinkedHashMap<>();
    private final StringBuilder config = new StringBuilder();
    private int members = 3;
    private String blockTime = "0";

    public Plan members(int count) {
      members = count;
      return this;
    }

    /** On anvil. */
    public Plan rollups(long... chainIds) {
      for (long chainId : chainIds) {
        rollup(chainId, Engine.ANVIL);
      }
      return this;
    }

    public Plan rollup(long chainId, Engine engine) {
      chains.put(chainId, engine);
      return this;
    }

    /** Blocks at this interval instead of on demand, for every rollup. */
    public Plan blockTime(String duration) {
      blockTime = duration;
      return this;
    }

    /** A line of every member's config file. */
    public Plan config(String line) {
      config.append(line).append('\n');
      return this;
    }
  }

  /** Three members. */
  public static Plan plan() {
    return new Plan();
  }

  /** A part of a test; may throw anything. */
  @FunctionalInterface
  public interface Story {
    void tell(Cluster cluster) throws Exception;
  }

  /** Runs a story on a cluster; when it fails, the end of every member's log is printed. */
  public static void run(Path directory, List<Wallet> funded, Plan plan, Story story)
      throws Exception {
    try (Cluster cluster = new Cluster(directory, funded, plan)) {
      try {
        story.tell(cluster);
      } catch (Throwable e) {
        for (Member member : cluster.members) {
          System.err.println("---- " + member + "'s log ends with\n" + member.tail() + "\n----");
        }
        throw e;
      }
    }
  }

  private String configuration(Member own, Plan plan) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("node: {dataDir: data, memberKeyFile: ").append(own.keyFile()).append("}\n");
    yaml.append("http: {host: ").append(own.host());
    yaml.append(", port: ").append(Member.HTTP_PORT).append("}\n");
    yaml.append("admin: {enabled: false}\n");
    if (!plan.config.toString().contains("log:")) {
      yaml.append("log: {kind: hazelcast}\n");
    }
    yaml.append(plan.config);
    yaml.append("cluster:\n  secretFile: cluster.secret\n");
    yaml.append("  self: \"").append(at(own)).append("\"\n  members:\n");
    for (Member member : members) {
      yaml.append("    - {address: \"").append(member.signer());
      yaml.append("\", at: \"").append(at(member));
      yaml.append("\", busPort: ").append(Member.BUS_PORT).append("}\n");
    }
    yaml.append("rollups:\n");
    rollups.forEach(
        (chainId, rollup) -> {
          yaml.append("  - {chainId: ").append(chainId).append(", blockTime: ");
          yaml.append(plan.blockTime).append(", ").append(rollup.client(url -> url)).append("}\n");
        });
    return yaml.toString();
  }

  private static String at(Member member) {
    return member.host() + ":" + Member.MEMBER_PORT;
  }

  /** Starts all members and waits until each is healthy. */
  public Cluster start(String... jvmFlags) {
    members.forEach(member -> member.launch(jvmFlags));
    awaitHealthy();
    return this;
  }

  public void awaitHealthy() {
    members.forEach(member -> member.awaitHealthy(START));
  }

  public Hosts hosts() {
    return hosts;
  }

  public List<Member> members() {
    return List.copyOf(members);
  }

  public Member member(int index) {
    return members.get(index);
  }

  /** All but this one. */
  public List<Member> others(Member one) {
    return members.stream().filter(member -> member != one).toList();
  }

  /** Cuts this member off from all the others; clients and rollups still reach it. */
  public void isolate(Member one) {
    others(one).forEach(other -> hosts.cut(one.index(), other.index()));
  }

  public void heal() {
    hosts.heal();
  }

  public Rollup rollup(long chainId) {
    Rollup found = rollups.get(chainId);
    if (found == null) {
      throw new IllegalArgumentException("chain " + chainId);
    }
    return found;
  }

  /** The rollups' own RPC. */
  public Map<Long, String> rollups() {
    Map<Long, String> urls = new TreeMap<>();
    rollups.forEach((chainId, rollup) -> urls.put(chainId, rollup.url()));
    return urls;
  }

  /** The addresses with which members sign. */
  public List<String> signers() {
    return members.stream().map(Member::signer).toList();
  }

  /**
   * Who leads the term of the batch at this height, as a member that runs tells: the first batch of
   * a term says who claimed it.
   *
   * @param height of a certified batch
   */
  public Member leaderAt(long height) {
    JsonRpc rpc = Await.value("a member to hold batch " + height, KNOWN, () -> whoHolds(height));
    JsonNode newest = rpc.result("atomic_getBatch", height);
    long first = 0;
    long last = height;
    while (first < last) {
      long middle = (first + last) / 2;
      boolean same = rpc.result("atomic_getBatch", middle).get("term").equals(newest.get("term"));
      if (same) {
        last = middle;
      } else {
        first = middle + 1;
      }
    }
    for (JsonNode entry : rpc.result("atomic_getBatch", first).path("entries")) {
      if (entry.path("kind").asText().equals("LeaderClaimed")) {
        String address = entry.path("member").asText();
        return members.stream()
            .filter(member -> member.signer().equalsIgnoreCase(address))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no member " + address));
      }
    }
    throw new AssertionError("nobody claims the term of batch " + height + " in batch " + first);
  }

  /** A running member that holds the batch: one that was parted may not yet. */
  private @Nullable JsonRpc whoHolds(long height) {
    for (Member member : members) {
      if (member.running()) {
        JsonRpc rpc = member.rpc(Duration.ofSeconds(2));
        try {
          if (rpc.call("atomic_getBatch", height).json().has("result")) {
            return rpc;
          }
        } catch (UncheckedIOException e) {
          // The next one may.
        }
      }
    }
    return null;
  }

  @Override
  public void close() {
    members.forEach(Member::close);
    rollups.values().forEach(Rollup::close);
    hosts.close();
  }
}
