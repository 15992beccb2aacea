package dev.braid.coordinator.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.round.AlarmCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/alarms.md} is what an operator opens at night: it lists what there is, and no more.
 */
final class AlarmDocumentTest {
  private static final Pattern ALARM =
      Pattern.compile("^\\| `([A-Z_]+)` \\| (critical|warning) \\| [^|]{20,} \\| [^|]{20,} \\|$");
  private static final Pattern STATE = Pattern.compile("^\\| ([0-9]+) \\| `([A-Z_]+)` \\| .+ \\|$");

  private static Map<String, String> rows(Pattern pattern, int key, int value) throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/alarms.md"))) {
      Matcher row = pattern.matcher(line);
      if (row.matches()) {
        rows.put(row.group(key), row.group(value));
      }
    }
    return rows;
  }

  @Test
  void listsExactlyTheAlarmsWithTheirSeverityAndWhatToDo() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    for (AlarmCode code : AlarmCode.values()) {
      expected.put(code.name(), code.severity().name().toLowerCase(java.util.Locale.ROOT));
    }
    assertThat(rows(ALARM, 1, 2)).containsExactlyEntriesOf(expected);
  }

  @Test
  void listsExactlyTheStatesWithTheirCodes() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    for (Health health : Health.values()) {
      expected.put(Integer.toString(health.code()), health.name());
    }
    assertThat(rows(STATE, 1, 2)).containsExactlyEntriesOf(expected);
  }
}
