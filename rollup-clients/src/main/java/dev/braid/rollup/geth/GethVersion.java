package dev.braid.rollup.geth;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of geth, as {@code geth version} writes it: {@code Version: 1.17.8-stable}. */
public record GethVersion(int major, int minor, int patch) implements Comparable<GethVersion> {
  /** The release that Braid is tested with, and that it installs. */
  public static final GethVersion TESTED = new GethVersion(1, 17, 8);

  /** The first release with {@code testing_buildBlockV1}. */
  public static final GethVersion OLDEST = new GethVersion(1, 17, 3);

  private static final Pattern LINE =
      Pattern.compile("^Version: (\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})", Pattern.MULTILINE);

  /** Empty when the text is not geth's. */
  static Optional<GethVersion> parse(String output) {
    Matcher matcher = LINE.matcher(output);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new GethVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3))));
  }

  /** Whether it can build a block from an explicit list. */
  public boolean isUsable() {
    return compareTo(OLDEST) >= 0;
  }

  @Override
  public int compareTo(GethVersion other) {
    return Comparator.comparingInt(GethVersion::major)
        .thenComparingInt(GethVersion::minor)
        .thenComparingInt(GethVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
