package dev.braid.it.harness.cluster;

import java.util.List;

/** Loopback addresses of one machine, told apart by run; nothing can be cut between them. */
final class Loopbacks implements Hosts {
  private final String prefix;

  Loopbacks() {
    long run = ProcessHandle.current().pid();
    this.prefix = "127." + (64 + run / 250 % 128) + "." + (1 + run % 250) + ".";
  }

  @Override
  public String outside() {
    return "127.0.0.1";
  }

  @Override
  public String address(int member) {
    return prefix + (member + 1);
  }

  @Override
  public List<String> on(int member) {
    return List.of();
  }

  @Override
  public boolean canCut() {
    return false;
  }

  @Override
  public void cut(int one, int other) {
    throw new UnsupportedOperationException("loopback addresses cannot be parted");
  }

  @Override
  public void heal() {
    // Nothing was cut.
  }

  @Override
  public void close() {
    // Nothing was made.
  }
}
