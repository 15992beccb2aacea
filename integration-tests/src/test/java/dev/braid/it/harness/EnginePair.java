package dev.braid.it.harness;

import java.util.List;

/** What the rollups 901 and 902 run on, and what becomes of the one that a test lets die. */
public enum EnginePair {
  ANVILS(Engine.ANVIL, Engine.ANVIL, 902, false),
  /** The one that died starts again with what its disk kept. */
  GETHS(Engine.GETH, Engine.GETH, 902, false),
  /** The geth dies, and starts again with its genesis block only. */
  GETH_AND_ANVIL(Engine.GETH, Engine.ANVIL, 901, true);

  private final Engine first;
  private final Engine second;
  private final long victim;
  private final boolean losesItsDisk;

  EnginePair(Engine first, Engine second, long victim, boolean losesItsDisk) {
    this.first = first;
    this.second = second;
    this.victim = victim;
    this.losesItsDisk = losesItsDisk;
  }

  /**
   * What {@code -Dbraid.engines} names, {@code ALL} or one of these; else what a test takes in each
   * build, which has no time for all.
   */
  public static List<EnginePair> chosen(EnginePair... ofBuild) {
    String name = System.getProperty("braid.engines", "");
    return switch (name) {
      case "" -> List.of(ofBuild);
      case "ALL" -> List.of(values());
      default -> List.of(valueOf(name));
    };
  }

  public Engine first() {
    return first;
  }

  public Engine second() {
    return second;
  }

  /** The chain id of the rollup that dies. */
  public long victim() {
    return victim;
  }

  /** Starts the rollup that died as this pair says. */
  public void restart(Rollup died) {
    if (losesItsDisk) {
      died.restartEmpty();
    } else {
      died.restart();
    }
  }
}
