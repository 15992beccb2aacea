package dev.braid.coordinator.devnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The programs that a rollup of the devnet can be. */
public enum Engine {
  /** Anvil: all in its memory; what it lost it is given again from the log. */
  ANVIL,

  /** Geth, driven through the Engine API; its data stays in the devnet's directory. */
  GETH;

  /**
   * @param words separated by commas, e.g. {@code geth,anvil}
   * @throws IllegalArgumentException when one of them is none; its message is for people
   */
  public static List<Engine> parse(String words) {
    List<Engine> engines = new ArrayList<>();
    for (String word : words.split(",", -1)) {
      engines.add(
          Arrays.stream(values())
              .filter(engine -> engine.toString().equals(word.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "expected anvil, geth, or a list such as geth,anvil; got \""
                              + words
                              + '"')));
    }
    return engines;
  }

  static String write(List<Engine> engines) {
    return engines.stream().map(Engine::toString).collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
