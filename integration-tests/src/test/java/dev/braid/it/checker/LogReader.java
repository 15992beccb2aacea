package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the whole certified log that a member holds, from the first batch on. */
public final class LogReader {
  private static final int AT_ONCE = 50;
  private static final int UNKNOWN = -32001;

  private LogReader() {}

  public static List<LogBatch> read(String url) {
    Rpc rpc = new Rpc(url);
    List<LogBatch> batches = new ArrayList<>();
    while (true) {
      List<List<Object>> heights = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        heights.add(List.of(batches.size() + i));
      }
      for (JsonNode answer : rpc.answers("atomic_getBatch", heights)) {
        if (answer.path("error").path("code").asInt() == UNKNOWN) {
          return batches;
        }
        if (!answer.has("result")) {
          throw new IllegalStateException(url + " answered " + answer);
        }
        batches.add(new LogBatch(answer.get("result")));
      }
    }
  }
}
