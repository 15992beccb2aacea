package dev.braid.coordinator.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.braid.coordinator.api.JsonValue.JsonArray;
import dev.braid.coordinator.api.JsonValue.JsonBoolean;
import dev.braid.coordinator.api.JsonValue.JsonNull;
import dev.braid.coordinator.api.JsonValue.JsonNumber;
import dev.braid.coordinator.api.JsonValue.JsonObject;
import dev.braid.coordinator.api.JsonValue.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document (RFC 8259) within limits: depth, number of values, length of the
 * top-level array. Takes processor time in proportion to the body: not for an event loop. Safe for
 * several threads.
 */
public final class JsonReader {
  static final int MAX_VALUES = 200_000;
  private static final int MAX_NAME_LENGTH = 256;
  private static final int MAX_NUMBER_LENGTH = 100;

  private final JsonFactory factory;
  private final int maxDepth;
  private final int maxBatch;

  /**
   * @param maxDepth arrays and objects within each other
   * @param maxBatch items of a top-level array
   */
  public JsonReader(int maxDepth, int maxBatch) {
    this.maxDepth = maxDepth;
    this.maxBatch = maxBatch;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth + 1)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Names come from strangers: they must not stay in the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
  }

  /**
   * @throws Refusal -32700 when it is not one JSON document, -32600 when it is beyond a limit
   */
  public JsonValue read(byte[] body) {
    try (JsonParser parser = factory.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Refusal(RpcError.of(RpcError.PARSE, "PARSE_ERROR", "the body is empty"));
      }
      JsonValue value = new Reading(parser).value(first, 1);
      if (parser.nextToken() != null) {
        throw new Refusal(
            RpcError.of(RpcError.PARSE, "PARSE_ERROR", "something stands after the JSON document"));
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new Refusal(
          RpcError.of(
              RpcError.REQUEST, "JSON_LIMIT", "a JSON limit is exceeded: depth, name or number"));
    } catch (JsonProcessingException e) {
      throw new Refusal(RpcError.of(RpcError.PARSE, "PARSE_ERROR", "not JSON: " + where(e)));
    } catch (IOException e) {
      throw new Refusal(RpcError.of(RpcError.PARSE, "PARSE_ERROR", "not JSON in UTF-8"));
    }
  }

  /** The parser's own text repeats what was sent; the place is enough. */
  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? "unreadable"
        : "near byte " + Math.max(0, e.getLocation().getByteOffset());
  }

  private final class Reading {
    private final JsonParser parser;
    private int values;

    Reading(JsonParser parser) {
      this.parser = parser;
    }

    JsonValue value(JsonToken token, int depth) throws IOException {
      if (++values > MAX_VALUES) {
        throw beyond("TOO_MANY_VALUES", "JSON values", MAX_VALUES, null);
      }
      return switch (token) {
        case START_OBJECT -> object(depth);
        case START_ARRAY -> array(depth);
        case VALUE_STRING -> new JsonText(parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
        case VALUE_TRUE -> new JsonBoolean(true);
        case VALUE_FALSE -> new JsonBoolean(false);
        case VALUE_NULL -> new JsonNull();
        default -> throw new IllegalStateException("token " + token);
      };
    }

    private JsonObject object(int depth) throws IOException {
      checkDepth(depth);
      Map<String, JsonValue> members = new LinkedHashMap<>();
      String duplicate = null;
      while (next() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonValue value = value(next(), depth + 1);
        if (members.putIfAbsent(name, value) != null && duplicate == null) {
          duplicate = name;
        }
      }
      return new JsonObject(members, duplicate);
    }

    private JsonArray array(int depth) throws IOException {
      checkDepth(depth);
      List<JsonValue> items = new ArrayList<>();
      for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
        if (depth == 1 && items.size() == maxBatch) {
          throw beyond("BATCH_TOO_LARGE", "calls in a batch", maxBatch, countRest(items.size()));
        }
        items.add(value(token, depth + 1));
      }
      return new JsonArray(items);
    }

    /** Counts the rest of a batch without keeping it. */
    private long countRest(long before) throws IOException {
      long count = before;
      JsonToken token = parser.currentToken();
      while (token != JsonToken.END_ARRAY) {
        parser.skipChildren();
        count++;
        token = next();
      }
      return count;
    }

    /** The next token; the parser itself refuses a document that ends inside a value. */
    private JsonToken next() throws IOException {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new Refusal(RpcError.of(RpcError.PARSE, "PARSE_ERROR", "the JSON document is cut"));
      }
      return token;
    }

    private void checkDepth(int depth) {
      if (depth > maxDepth) {
        throw beyond("NESTING_TOO_DEEP", "levels of nesting", maxDepth, null);
      }
    }

    private Refusal beyond(String reason, String what, long limit, @Nullable Long actual) {
      String got = actual == null ? "" : ", got " + actual;
      return new Refusal(
          RpcError.of(RpcError.REQUEST, reason, "at most " + limit + " " + what + got)
              .limit(limit, actual));
    }
  }
}
