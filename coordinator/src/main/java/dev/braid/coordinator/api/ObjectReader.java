package dev.braid.coordinator.api;

import dev.braid.coordinator.api.JsonValue.JsonArray;
import dev.braid.coordinator.api.JsonValue.JsonBoolean;
import dev.braid.coordinator.api.JsonValue.JsonObject;
import dev.braid.coordinator.api.JsonValue.JsonText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one request object. The names that it may have are given at once: a name
 * beside them, and a name that stands twice, is refused before anything else of the object
 * (-32602).
 */
final class ObjectReader {
  private final JsonObject object;
  private final String path;

  private ObjectReader(JsonObject object, String path) {
    this.object = object;
    this.path = path;
  }

  /**
   * @param path of the object itself; empty for a parameter
   */
  static ObjectReader of(JsonValue value, String path, Set<String> names) {
    if (!(value instanceof JsonObject object)) {
      throw Scalars.wrongType(path, "an object", value);
    }
    ObjectReader reader = new ObjectReader(object, path);
    if (object.duplicate() != null) {
      throw new Refusal(duplicate(reader.join(object.duplicate())));
    }
    for (String name : object.members().keySet()) {
      if (!names.contains(name)) {
        throw new Refusal(unknown(reader.join(name)));
      }
    }
    return reader;
  }

  static RpcError duplicate(String path) {
    return RpcError.parameter(path, "DUPLICATE_FIELD", path + ": this member stands there twice");
  }

  static RpcError unknown(String path) {
    return RpcError.parameter(path, "UNKNOWN_FIELD", path + ": unknown member");
  }

  /** The path of a member, as errors name it. */
  String join(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  @Nullable JsonValue optional(String name) {
    return object.members().get(name);
  }

  JsonValue required(String name) {
    JsonValue value = optional(name);
    if (value == null) {
      throw new Refusal(
          RpcError.parameter(
              join(name), "MISSING_FIELD", join(name) + ": this member is required"));
    }
    return value;
  }

  /** The items of an array; absent = none. */
  List<JsonValue> array(String name) {
    JsonValue value = optional(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array)) {
      throw Scalars.wrongType(join(name), "an array", value);
    }
    return array.items();
  }

  /** A number that fits into 63 bits; absent = 0. */
  long quantity(String name) {
    JsonValue value = optional(name);
    return value == null ? 0 : Scalars.quantity(value, join(name));
  }

  boolean flag(String name) {
    JsonValue value = optional(name);
    if (value == null) {
      return false;
    }
    if (!(value instanceof JsonBoolean flag)) {
      throw Scalars.wrongType(join(name), "true or false", value);
    }
    return flag.value();
  }

  String text(String name) {
    JsonValue value = optional(name);
    if (value == null) {
      return "";
    }
    if (!(value instanceof JsonText text)) {
      throw Scalars.wrongType(join(name), "a string", value);
    }
    return text.value();
  }
}
