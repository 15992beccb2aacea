package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** How the members of a cluster stand, as {@code admin_clusterStatus} tells it, for people. */
final class ClusterText {
  private static final String ROW = "%-42s  %-8s  %5s  %9s  %9s  %9s  %11s  %5s  %8s  %s";

  private ClusterText() {}

  static int exit(JsonNode status) {
    return status.hasNonNull("leader") ? Exit.DONE : Exit.NO;
  }

  static void print(Output output, URI url, JsonNode status) {
    output.document(status);
    JsonNode members = status.path("members");
    output.line(
        "network  %s",
        status.hasNonNull("network") ? status.path("network").asText() : "none yet: no batch");
    output.line(
        "leader   %s",
        status.hasNonNull("leader")
            ? status.path("leader").asText()
            : "none that a majority agrees on: nothing is sequenced");
    output.line(
        "members  %d of %d answer, %d are a majority; asked %s at %s",
        status.path("present").asInt(),
        members.size(),
        status.path("majority").asInt(),
        status.path("asked").asText(),
        url);
    output.line("");
    output.line(
        ROW,
        "member",
        "role",
        "term",
        "taken",
        "applied",
        "certified",
        "uncertified",
        "lag",
        "clock ms",
        "in doubt");
    for (JsonNode member : members) {
      row(output, status, member);
    }
    for (JsonNode member : members) {
      notes(output, member);
    }
  }

  private static void row(Output output, JsonNode status, JsonNode member) {
    String address = member.path("address").asText();
    if (!member.path("reachable").asBoolean()) {
      output.line("%-42s  %-8s  %s", address, "ABSENT", member.path("why").asText());
      return;
    }
    boolean leads = address.equals(status.path("leader").asText());
    output.line(
        ROW,
        address,
        leads ? "leader" : "follower",
        number(member, "term"),
        number(member, "takenHeight"),
        number(member, "appliedHeight"),
        number(member, "certifiedHeight"),
        member.path("uncertified").asText(),
        member.path("lag").asText(),
        member.path("clockOffset").asText(),
        inDoubt(member));
  }

  private static void notes(Output output, JsonNode member) {
    for (JsonNode line : member.path("evidence")) {
      output.line("EVIDENCE (%s): %s", member.path("address").asText(), line.asText());
    }
  }

  private static String number(JsonNode member, String key) {
    return member.hasNonNull(key) ? BundleText.number(member.path(key).asText()) : "-";
  }

  private static String inDoubt(JsonNode member) {
    List<String> chains = new ArrayList<>();
    member.path("inDoubt").forEach(chainId -> chains.add(BundleText.number(chainId.asText())));
    return chains.isEmpty() ? "-" : String.join(" ", chains);
  }
}
