package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import java.util.Map;

/** The methods of one path. */
final class MethodTable {
  private final Map<String, RpcMethod> methods;
  private final RpcMethod otherwise;

  private MethodTable(Map<String, RpcMethod> methods, RpcMethod otherwise) {
    this.methods = Map.copyOf(methods);
    this.otherwise = otherwise;
  }

  /** These methods; any other is -32601. */
  static MethodTable of(Map<String, RpcMethod> methods) {
    return of(methods, RpcError.of(RpcError.METHOD, "METHOD_NOT_FOUND", "there is no such method"));
  }

  /** These methods; any other is refused with this error. */
  static MethodTable of(Map<String, RpcMethod> methods, RpcError otherwise) {
    return new MethodTable(
        methods,
        request -> {
          throw new Refusal(otherwise);
        });
  }

  /** Whatever is called is refused with this error. */
  static MethodTable refusing(RpcError error) {
    return new MethodTable(
        Map.of(),
        request -> {
          throw new Refusal(error);
        });
  }

  RpcMethod find(String name) {
    return methods.getOrDefault(name, otherwise);
  }

  /** The name as a metric's label: strangers must not invent labels. */
  String label(String name) {
    return methods.containsKey(name) ? name : "other";
  }
}
