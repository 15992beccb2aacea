package dev.braid.it.checker;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A place in the log, {@code height-index} in decimal. */
record Cursor(long height, long index) implements Comparable<Cursor> {
  private static final Comparator<Cursor> ORDER =
      Comparator.comparingLong(Cursor::height).thenComparingLong(Cursor::index);

  static @Nullable Cursor parse(String text) {
    String[] parts = text.split("-", -1);
    boolean valid = text.matches("(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");
    return valid ? new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1])) : null;
  }

  @Override
  public int compareTo(Cursor other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return height + "-" + index;
  }
}
