package dev.braid.protocol.log;

import java.util.List;

/** What an entry that keeps the rules does. */
record Effect(State state, List<LogEvent> events) {
  static Effect of(State state, LogEvent event) {
    return new Effect(state, List.of(event));
  }
}
