package dev.braid.coordinator.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as it was sent. Numbers keep their text, so that an id is echoed exactly and no
 * amount is rounded.
 */
public sealed interface JsonValue {
  /** How errors call this kind of value. */
  String kind();

  /**
   * @param members in the order sent; of a member that stands twice the first value
   * @param duplicate the first name that stands twice, null = none
   */
  record JsonObject(Map<String, JsonValue> members, @Nullable String duplicate)
      implements JsonValue {
    @Override
    public String kind() {
      return "an object";
    }
  }

  record JsonArray(List<JsonValue> items) implements JsonValue {
    @Override
    public String kind() {
      return "an array";
    }
  }

  record JsonText(String value) implements JsonValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  record JsonNumber(String text) implements JsonValue {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record JsonBoolean(boolean value) implements JsonValue {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  record JsonNull() implements JsonValue {
    @Override
    public String kind() {
      return "null";
    }
  }
}
