package dev.braid.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command speaks: lines for people, or with {@code --json} one document and nothing else. */
final class Output {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output, and nothing else there.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /** The document, with {@code --json} only. */
  void document(JsonNode document) {
    if (json) {
      out().println(pretty(document));
      out().flush();
    }
  }

  /** A line for people, without {@code --json} only. */
  void line(String format, Object... arguments) {
    if (!json) {
      out().println(arguments.length == 0 ? format : String.format(format, arguments));
      out().flush();
    }
  }

  /** A line that is no part of the answer: always on standard error. */
  void note(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  static String pretty(JsonNode document) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode object(Map<String, String> members) {
    ObjectNode object = object();
    members.forEach(object::put);
    return object;
  }

  static JsonNode parse(byte[] text) throws java.io.IOException {
    return MAPPER.readTree(text);
  }
}
