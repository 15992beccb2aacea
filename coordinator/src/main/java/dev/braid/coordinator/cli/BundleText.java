package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** A bundle, as {@code atomic_getBundle} tells it, for people. */
final class BundleText {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("rejected", "expired", "cancelled", "replaced", "damaged");

  private BundleText() {}

  static int exit(JsonNode bundle) {
    return WITHOUT_EFFECT.contains(bundle.path("state").asText()) ? Exit.NO : Exit.DONE;
  }

  static void print(Output output, JsonNode bundle) {
    output.document(bundle);
    output.line("bundle  %s", bundle.path("bundleId").asText());
    output.line("state   %s", bundle.path("state").asText());
    output.line("cursor  %s", bundle.path("cursor").asText());
    for (JsonNode slice : bundle.path("slices")) {
      String where =
          slice.hasNonNull("blockNumber")
              ? " in block "
                  + number(slice.path("blockNumber").asText())
                  + " "
                  + slice.path("blockHash").asText()
              : "";
      output.line(
          "slice   chain %s: %s%s",
          number(slice.path("chainId").asText()), slice.path("state").asText(), where);
    }
    JsonNode reason = bundle.path("reason");
    if (reason.hasNonNull("code")) {
      output.line("reason  %s", reason(reason));
    }
    if (bundle.hasNonNull("alarm")) {
      output.line("alarm   %s", bundle.path("alarm"));
    }
  }

  private static String reason(JsonNode reason) {
    StringBuilder text = new StringBuilder(reason.path("code").asText());
    if (reason.hasNonNull("chainId")) {
      text.append(" on chain ").append(number(reason.path("chainId").asText()));
    }
    if (reason.hasNonNull("transactionHash")) {
      text.append(", transaction ").append(reason.path("transactionHash").asText());
    }
    String words =
        reason.hasNonNull("revertReason")
            ? reason.path("revertReason").asText()
            : reason.path("message").asText("");
    return words.isEmpty() ? text.toString() : text + ": " + words;
  }

  /** A QUANTITY in decimal; anything else as it stands. */
  static String number(String quantity) {
    try {
      return Long.toUnsignedString(Long.decode(quantity));
    } catch (NumberFormatException e) {
      return quantity;
    }
  }
}
