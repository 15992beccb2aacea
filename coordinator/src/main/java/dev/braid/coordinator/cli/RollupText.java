package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.ChainId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** How rollups stand, as {@code admin_rollups} tells it, for people. */
final class RollupText {
  private static final String ROW = "%-10s  %-16s  %-7s  %-10s  %-9s  %-15s  %9s  %9s  %-20s  %s";

  private RollupText() {}

  static void print(Output output, JsonNode answer) {
    output.document(answer);
    output.line(
        "leader  %s",
        answer.hasNonNull("leader") ? answer.path("leader").asText() : "none is known");
    if (answer.hasNonNull("why")) {
      output.line("health  is not known: %s", answer.path("why").asText());
    }
    output.line("");
    output.line(
        ROW, "chain", "name", "client", "level", "state", "health", "decided", "adopted", "since",
        "reason");
    for (JsonNode rollup : answer.path("rollups")) {
      output.line(
          ROW,
          BundleText.number(rollup.path("chainId").asText()),
          text(rollup, "name"),
          text(rollup, "client"),
          text(rollup, "level"),
          text(rollup, "state"),
          text(rollup, "health"),
          number(rollup.path("decidedHead")),
          number(rollup.path("adoptedHead")),
          since(rollup),
          text(rollup, "reason"));
    }
    List<String> alarms = new ArrayList<>();
    for (JsonNode rollup : answer.path("rollups")) {
      String chain = BundleText.number(rollup.path("chainId").asText());
      rollup.path("alarms").forEach(alarm -> alarms.add(alarm("rollup " + chain, alarm)));
    }
    answer.path("alarms").forEach(alarm -> alarms.add(alarm("network", alarm)));
    if (!alarms.isEmpty()) {
      output.line("");
      alarms.forEach(line -> output.line("%s", line));
    }
  }

  private static String alarm(String of, JsonNode alarm) {
    return "ALARM %s %s (%s) since %s: %s"
        .formatted(
            alarm.path("code").asText(),
            of,
            alarm.path("severity").asText().toLowerCase(java.util.Locale.ROOT),
            since(alarm),
            alarm.path("reason").asText());
  }

  /** The rollup in the answer. */
  static JsonNode find(JsonNode answer, ChainId chainId) {
    String wanted = "0x" + Long.toHexString(chainId.value());
    for (JsonNode rollup : answer.path("rollups")) {
      if (rollup.path("chainId").asText().equals(wanted)) {
        return rollup;
      }
    }
    throw new CliException(Exit.NO, "no rollup has the chain id " + chainId);
  }

  /** What declaring it diverged does. */
  static String consequences(ChainId chainId, JsonNode rollup) {
    int unadopted = rollup.path("unadoptedBundles").asInt();
    return ("Declaring rollup %s (%s) diverged, for all members and for good:%n"
            + "  - it enters no round any more, and bundles that name it are refused;%n"
            + "  - %d bundle(s) decided in its block %s and not seen as adopted become damaged,%n"
            + "    although their other rollups adopt their part;%n"
            + "  - pending bundles that name it are rejected (ROLLUP_DIVERGED);%n"
            + "  - it can only come back by joining again, on the head that its engine has then.%n"
            + "It stands now: state %s, health %s: %s")
        .formatted(
            chainId,
            text(rollup, "name"),
            unadopted,
            number(rollup.path("decidedHead")),
            text(rollup, "state"),
            text(rollup, "health"),
            text(rollup, "reason"));
  }

  private static String text(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.path(key).asText() : "-";
  }

  private static String number(JsonNode block) {
    return block.hasNonNull("blockNumber")
        ? BundleText.number(block.path("blockNumber").asText())
        : "-";
  }

  private static String since(JsonNode node) {
    return node.hasNonNull("sinceMillis")
        ? Instant.ofEpochMilli(Long.decode(node.path("sinceMillis").asText()))
            .truncatedTo(ChronoUnit.SECONDS)
            .toString()
        : "-";
  }
}
