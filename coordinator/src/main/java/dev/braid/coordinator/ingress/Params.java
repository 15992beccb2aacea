package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.JsonValue;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The positional parameters of a call. */
final class Params {
  private Params() {}

  static void count(List<JsonValue> params, int minimum, int maximum) {
    if (params.size() < minimum || params.size() > maximum) {
      String expected = minimum == maximum ? "" + minimum : minimum + " to " + maximum;
      throw new Refusal(
          RpcError.parameter(
                  "params",
                  params.size() < minimum ? "MISSING_PARAMETER" : "TOO_MANY_PARAMETERS",
                  "expected " + expected + " parameters, got " + params.size())
              .limit(params.size() < minimum ? minimum : maximum, (long) params.size()));
    }
  }

  static @Nullable JsonValue optional(List<JsonValue> params, int index) {
    return index < params.size() ? params.get(index) : null;
  }
}
