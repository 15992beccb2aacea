package dev.braid.coordinator.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file. Each key is asked for with its default and its bounds; {@link #end} then
 * refuses what nobody asked for. What was asked is noted, so that the documentation can be checked
 * against it.
 */
final class Section {
  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();
  private final List<KeyInfo> asked;

  /** An absent section is a null node: every key has its default. */
  Section(String file, String path, int line, @Nullable Node node, List<KeyInfo> asked) {
    this.file = file;
    this.path = path;
    this.line = line;
    this.asked = asked;
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw refuse(lineOf(node), path, "expected a section with keys");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw refuse(lineOf(tuple.getKeyNode()), path, "a key must be a plain word");
      }
      if (values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw refuse(lineOf(key), join(key.getValue()), "this key stands here twice");
      }
    }
  }

  Section section(String key) {
    known.add(key);
    Node node = values.get(key);
    return new Section(file, join(key), node == null ? line : lineOf(node), node, asked);
  }

  /** A section that need not be there: null. */
  @Nullable Section optional(String key) {
    known.add(key);
    return values.containsKey(key) ? section(key) : null;
  }

  /** The sections of a list; {@code template} is read once without content to note its keys. */
  List<Section> sections(String key, int maximum) {
    known.add(key);
    Node node = values.get(key);
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw refuse(lineOf(node), join(key), "expected a list");
    }
    List<Node> items = sequence.getValue();
    if (items.size() > maximum) {
      throw refuse(lineOf(node), join(key), "at most " + maximum + " items, got " + items.size());
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      sections.add(
          new Section(file, join(key) + "[" + i + "]", lineOf(item), item, new ArrayList<>()));
    }
    return sections;
  }

  String text(String key, String defaultValue) {
    note(key, defaultValue.isEmpty() ? "empty" : defaultValue);
    String text = scalar(key);
    return text == null ? defaultValue : text;
  }

  String requiredText(String key) {
    note(key, KeyInfo.REQUIRED);
    String text = scalar(key);
    if (text == null) {
      throw refuse(line, join(key), "this key is required");
    }
    return text;
  }

  List<String> texts(String key, int maximum) {
    note(key, "none");
    Node node = values.get(key);
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw refuse(lineOf(node), join(key), "expected a list");
    }
    if (sequence.getValue().size() > maximum) {
      throw refuse(lineOf(node), join(key), "at most " + maximum + " items");
    }
    List<String> texts = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (!(item instanceof ScalarNode scalar) || item.getTag().equals(Tag.NULL)) {
        throw refuse(lineOf(item), join(key), "expected a list of words");
      }
      texts.add(scalar.getValue());
    }
    return texts;
  }

  int number(String key, int defaultValue, int minimum, int maximum) {
    note(key, Integer.toString(defaultValue));
    String text = scalar(key);
    return text == null ? defaultValue : (int) parseNumber(key, text, minimum, maximum);
  }

  long longNumber(String key, long defaultValue, long minimum, long maximum) {
    note(key, Long.toString(defaultValue));
    String text = scalar(key);
    return text == null ? defaultValue : parseNumber(key, text, minimum, maximum);
  }

  /** Decimal, or hex after {@code 0x}. */
  long requiredNumber(String key, long minimum, long maximum) {
    return parseNumber(key, requiredText(key), minimum, maximum);
  }

  boolean flag(String key, boolean defaultValue) {
    note(key, Boolean.toString(defaultValue));
    String text = scalar(key);
    if (text == null) {
      return defaultValue;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refuse(lineOf(key), join(key), "expected true or false, got " + quote(text));
    };
  }

  Duration duration(String key, Duration defaultValue, Duration minimum, Duration maximum) {
    note(key, Units.format(defaultValue));
    String text = scalar(key);
    if (text == null) {
      return defaultValue;
    }
    Duration value = parse(key, text, () -> Units.duration(text));
    if (value.compareTo(minimum) < 0 || value.compareTo(maximum) > 0) {
      throw outside(key, text, Units.format(minimum), Units.format(maximum));
    }
    return value;
  }

  long size(String key, long defaultValue, long minimum, long maximum) {
    note(key, Units.formatSize(defaultValue));
    String text = scalar(key);
    if (text == null) {
      return defaultValue;
    }
    long value = parse(key, text, () -> Units.size(text));
    if (value < minimum || value > maximum) {
      throw outside(key, text, Units.formatSize(minimum), Units.formatSize(maximum));
    }
    return value;
  }

  /** One of an enum's words, as {@link Object#toString} writes them. */
  <E extends Enum<E>> E choice(String key, E defaultValue, List<E> choices) {
    note(key, defaultValue.toString());
    String text = scalar(key);
    if (text == null) {
      return defaultValue;
    }
    return pick(key, text, choices);
  }

  <E extends Enum<E>> E requiredChoice(String key, List<E> choices) {
    return pick(key, requiredText(key), choices);
  }

  private <E extends Enum<E>> E pick(String key, String text, List<E> choices) {
    for (E choice : choices) {
      if (choice.toString().equals(text)) {
        return choice;
      }
    }
    String words = choices.stream().map(Object::toString).collect(Collectors.joining(", "));
    throw refuse(lineOf(key), join(key), "expected one of " + words + ", got " + quote(text));
  }

  /** To be called when every key was asked for. */
  void end() {
    for (Map.Entry<String, Node> value : values.entrySet()) {
      if (!known.contains(value.getKey())) {
        String nearest = Suggestion.nearest(value.getKey(), known);
        String hint =
            nearest == null
                ? "; known here: " + String.join(", ", known)
                : "; did you mean " + quote(nearest) + "?";
        throw refuse(lineOf(value.getValue()), join(value.getKey()), "unknown key" + hint);
      }
    }
  }

  /** Refuses the value of a key for a reason that only the caller knows. */
  ConfigException refuse(String key, String why) {
    return refuse(lineOf(key), join(key), why);
  }

  private void note(String key, String defaultText) {
    known.add(key);
    asked.add(new KeyInfo(join(key), defaultText));
  }

  private @Nullable String scalar(String key) {
    Node node = values.get(key);
    if (node == null) {
      return null;
    }
    if (node.getTag().equals(Tag.NULL)) {
      throw refuse(lineOf(node), join(key), "this key has no value");
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw refuse(lineOf(node), join(key), "expected a single value");
    }
    return scalar.getValue();
  }

  private long parseNumber(String key, String text, long minimum, long maximum) {
    long value =
        parse(
            key,
            text,
            () -> {
              try {
                return text.startsWith("0x")
                    ? Long.parseLong(text, 2, text.length(), 16)
                    : Long.parseLong(text);
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a whole number", e);
              }
            });
    if (value < minimum || value > maximum) {
      throw outside(key, text, Long.toString(minimum), Long.toString(maximum));
    }
    return value;
  }

  private <T> T parse(String key, String text, java.util.function.Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refuse(lineOf(key), join(key), e.getMessage() + ", got " + quote(text));
    }
  }

  private ConfigException outside(String key, String text, String minimum, String maximum) {
    return refuse(
        lineOf(key), join(key), "expected " + minimum + " to " + maximum + ", got " + text);
  }

  private ConfigException refuse(int atLine, String key, String why) {
    String place = Stream.of(file, Integer.toString(atLine)).collect(Collectors.joining(":"));
    return new ConfigException(place + ": " + (key.isEmpty() ? "" : key + ": ") + why);
  }

  private String join(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private int lineOf(String key) {
    Node node = values.get(key);
    return node == null ? line : lineOf(node);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static String quote(String text) {
    return '"' + text + '"';
  }
}
