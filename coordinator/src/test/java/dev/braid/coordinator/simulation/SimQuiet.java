package dev.braid.coordinator.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Thousands of lives of nodes say too much. */
final class SimQuiet {
  private SimQuiet() {}

  static void begin() {
    logger().setLevel(Level.OFF);
  }

  static void end() {
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("dev.braid");
  }
}
