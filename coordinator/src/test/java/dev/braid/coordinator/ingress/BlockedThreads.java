package dev.braid.coordinator.ingress;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Listens to Vert.x's checker of blocked event loops; closing it fails if it had something to say.
 */
final class BlockedThreads implements AutoCloseable {
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLoggerName().contains("BlockedThread")) {
            warnings.add(event.getFormattedMessage());
          }
        }
      };

  private BlockedThreads() {
    appender.start();
    root.addAppender(appender);
  }

  static BlockedThreads watch() {
    return new BlockedThreads();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    if (!warnings.isEmpty()) {
      throw new AssertionError("an event loop was blocked: " + warnings);
    }
  }
}
