package dev.braid.protocol.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as JSON, field by field; a wrapper of one value is that value. */
final class RecordJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RecordJson() {}

  static JsonNode of(@Nullable Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case Integer number -> JSON.numberNode(number);
      case Long number -> JSON.textNode(Long.toString(number));
      case BigInteger number -> JSON.textNode(number.toString());
      case Boolean flag -> JSON.booleanNode(flag);
      case String text -> JSON.textNode(text);
      case Bytes bytes -> JSON.textNode(bytes.toHex());
      case RawTransaction transaction -> JSON.textNode(transaction.raw().toHex());
      case Signature signature -> JSON.textNode(signature.bytes().toHex());
      case ChainId chainId -> JSON.textNode(chainId.toString());
      case Authorization.Anonymous a -> JSON.objectNode().put("type", 0);
      case Authorization.Typed typed ->
          JSON.objectNode().put("type", 1).put("signature", typed.signature().bytes().toHex());
      case Authorization.Header h -> JSON.objectNode().put("type", 2);
      case Outcome outcome -> outcome(outcome);
      case Enum<?> constant -> JSON.numberNode(EntryReader.codeOf(constant));
      case List<?> list -> {
        ArrayNode out = JSON.arrayNode();
        list.forEach(item -> out.add(of(item)));
        yield out;
      }
      case Record record -> record(record);
      default -> throw new IllegalArgumentException("no JSON of " + value.getClass());
    };
  }

  /** With the names of api.md. */
  private static JsonNode outcome(Outcome outcome) {
    ObjectNode out = JSON.objectNode();
    out.put("index", outcome.index());
    out.put("count", outcome.count());
    out.put("bundleId", outcome.id().toHex());
    out.put("outcome", outcome.kind().code());
    out.set("slices", of(outcome.slices()));
    return out;
  }

  private static JsonNode record(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    if (components.length == 1
        && (components[0].getName().equals("value") || components[0].getName().equals("bytes"))) {
      return of(Records.read(components[0], record));
    }
    ObjectNode out = JSON.objectNode();
    for (RecordComponent component : components) {
      out.set(component.getName(), of(Records.read(component, record)));
    }
    return out;
  }
}
