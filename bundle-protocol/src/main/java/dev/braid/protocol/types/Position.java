package dev.braid.protocol.types;

/**
 * A place in the total order: an entry's batch height and its index in that batch. Written {@code
 * height-index} in decimal it is a cursor.
 */
public record Position(long height, int index) implements Comparable<Position> {
  public Position {
    if (height < 0 || index < 0) {
      throw new IllegalArgumentException("negative position: " + height + "-" + index);
    }
  }

  /**
   * Parses {@code "1842-3"}.
   *
   * @throws IllegalArgumentException for any other form, signs and leading zeros included
   */
  public static Position parse(String cursor) {
    int dash = cursor.indexOf('-');
    if (dash < 1) {
      throw new IllegalArgumentException("not a cursor: " + cursor);
    }
    Position position =
        new Position(
            Long.parseLong(cursor, 0, dash, 10),
            Integer.parseInt(cursor, dash + 1, cursor.length(), 10));
    if (!position.cursor().equals(cursor)) {
      throw new IllegalArgumentException("not a cursor: " + cursor);
    }
    return position;
  }

  public String cursor() {
    return height + "-" + index;
  }

  @Override
  public int compareTo(Position other) {
    int byHeight = Long.compare(height, other.height);
    return byHeight != 0 ? byHeight : Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return cursor();
  }
}
