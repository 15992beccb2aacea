package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Violation.Rule;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a reason may say: texts within their limits, and no transaction but the bundle's own. */
final class ReasonRules {
  private ReasonRules() {}

  static void check(Reason reason, Bundle bundle) throws Broken {
    unless(
        fits(reason.message())
            && fits(reason.revertReason())
            && (reason.revertData() == null
                || reason.revertData().size() <= Reason.MAX_REVERT_DATA_BYTES),
        Rule.BAD_REASON,
        "a text is too long");
    Slice slice = reason.chainId() == null ? null : bundle.slice(reason.chainId());
    unless(
        reason.chainId() == null || slice != null,
        Rule.BAD_REASON,
        "the reason names a rollup that the bundle does not");
    int index = reason.transactionIndex();
    if (index == -1) {
      unless(
          reason.transactionHash() == null,
          Rule.BAD_REASON,
          "the reason names a transaction without its index");
    } else {
      unless(
          slice != null
              && index >= 0
              && index < slice.transactions().size()
              && slice.transactions().get(index).hash().equals(reason.transactionHash()),
          Rule.BAD_REASON,
          "the reason names a transaction that the bundle has not");
    }
  }

  static boolean fits(@Nullable String text) {
    return text == null || text.getBytes(StandardCharsets.UTF_8).length <= Reason.MAX_MESSAGE_BYTES;
  }
}
