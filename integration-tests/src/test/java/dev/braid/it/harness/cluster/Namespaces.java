package dev.braid.it.harness.cluster;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace for each member, all on one bridge; the test and the rollups sit at the
 * bridge itself. A wire is cut by telling both ends a wrong hardware address for each other: what
 * they send is lost without a word, as by a broken switch, and their way to the bridge stays whole.
 *
 * <p>Names hold the process id of the test, so that runs beside each other do not meet and what a
 * killed run left behind is removed by the next.
 */
final class Namespaces implements Hosts {
  private static final String NOBODY = "02:00:00:00:00:ff";
  private static final Pattern NAME = Pattern.compile("\\b(bd(\\d+)[bn]\\d+)\\b");
  private static final AtomicInteger BRIDGES = new AtomicInteger();

  private final List<String> names = new ArrayList<>();
  private final List<int[]> cuts = new ArrayList<>();
  private final String bridge;
  private final String prefix;
  private final Thread atExit = new Thread(this::remove);

  Namespaces(int members) {
    removeLeftovers();
    String run = "bd" + ProcessHandle.current().pid();
    int number = BRIDGES.getAndIncrement();
    this.bridge = run + "b" + number;
    this.prefix = freePrefix();
    Runtime.getRuntime().addShutdownHook(atExit);
    Ip.run("link", "add", bridge, "type", "bridge");
    Ip.run("addr", "add", outside() + "/24", "dev", bridge);
    Ip.run("link", "set", bridge, "up");
    for (int member = 0; member < members; member++) {
      String name = run + "n" + (number * 10 + member);
      names.add(name);
      Ip.run("netns", "add", name);
      Ip.run("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
      Ip.run("link", "set", name, "master", bridge, "up");
      Ip.run("-n", name, "addr", "add", address(member) + "/24", "dev", "eth0");
      Ip.run("-n", name, "link", "set", "eth0", "up");
      Ip.run("-n", name, "link", "set", "lo", "up");
    }
  }

  /** Whether this user may make them here. */
  static boolean allowed() {
    String name = "bd" + ProcessHandle.current().pid() + "n999";
    try {
      if (Ip.tried("netns", "add", name).exit() != 0) {
        return false;
      }
      boolean wires =
          Ip.tried("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
                  .exit()
              == 0;
      Ip.tried("link", "del", name);
      Ip.tried("netns", "del", name);
      return wires;
    } catch (UncheckedIOException e) {
      return false; // there is no ip command
    }
  }

  @Override
  public String outside() {
    return prefix + "254";
  }

  @Override
  public String address(int member) {
    return prefix + (member + 1);
  }

  @Override
  public List<String> on(int member) {
    return List.of("ip", "netns", "exec", names.get(member));
  }

  @Override
  public boolean canCut() {
    return true;
  }

  @Override
  public synchronized void cut(int one, int other) {
    cuts.add(new int[] {one, other});
    lose(one, other);
    lose(other, one);
  }

  private void lose(int from, int to) {
    Ip.run(
        "-n",
        names.get(from),
        "neigh",
        "replace",
        address(to),
        "lladdr",
        NOBODY,
        "nud",
        "permanent",
        "dev",
        "eth0");
  }

  @Override
  public synchronized void heal() {
    for (int[] cut : cuts) {
      Ip.tried("-n", names.get(cut[0]), "neigh", "del", address(cut[1]), "dev", "eth0");
      Ip.tried("-n", names.get(cut[1]), "neigh", "del", address(cut[0]), "dev", "eth0");
    }
    cuts.clear();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    remove();
  }

  private void remove() {
    for (String name : names) {
      Ip.tried("netns", "del", name);
      Ip.tried("link", "del", name);
    }
    Ip.tried("link", "del", bridge);
  }

  /** Three bytes of a private network that this machine has no address in. */
  private static String freePrefix() {
    String taken = Ip.run("-4", "-o", "addr") + Ip.run("-4", "route");
    Random random = new Random();
    while (true) {
      String prefix = "10." + (64 + random.nextInt(128)) + "." + random.nextInt(256) + ".";
      if (!taken.contains(" " + prefix)) {
        return prefix;
      }
    }
  }

  /** Removes what runs made whose process is gone. */
  private static void removeLeftovers() {
    Matcher names = NAME.matcher(Ip.run("netns", "list") + Ip.run("-o", "link"));
    while (names.find()) {
      boolean lives = ProcessHandle.of(Long.parseLong(names.group(2))).isPresent();
      if (!lives) {
        Ip.tried("netns", "del", names.group(1));
        Ip.tried("link", "del", names.group(1));
      }
    }
  }
}
