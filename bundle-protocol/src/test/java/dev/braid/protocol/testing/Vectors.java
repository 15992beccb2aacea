package dev.braid.protocol.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The published vectors in {@code docs/vectors}. */
public final class Vectors {
  private Vectors() {}

  public static JsonNode read(String file) {
    Path path = Path.of(System.getProperty("braid.root", ".."), "docs", "vectors", file);
    try {
      return new ObjectMapper().readTree(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
