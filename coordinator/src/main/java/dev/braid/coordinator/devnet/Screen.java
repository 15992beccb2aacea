package dev.braid.coordinator.devnet;

import java.io.PrintStream;

/** What the devnet says, in colour where somebody watches. */
final class Screen {
  private static final String RESET = "\u001b[0m";

  private final PrintStream out;
  private final boolean colour;

  Screen(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  synchronized void blank() {
    out.println();
  }

  void line(String text) {
    print("", text);
  }

  void title(String text) {
    print("\u001b[1m", text);
  }

  void good(String text) {
    print("\u001b[32m", text);
  }

  void dim(String text) {
    print("\u001b[2m", text);
  }

  void warning(String text) {
    print("\u001b[33m", "warning: " + text);
  }

  void bad(String text) {
    print("\u001b[31m", text);
  }

  private synchronized void print(String style, String text) {
    out.println(colour && !style.isEmpty() ? style + text + RESET : text);
    out.flush();
  }
}
