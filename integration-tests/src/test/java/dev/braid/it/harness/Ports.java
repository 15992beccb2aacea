package dev.braid.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Free ports below the ephemeral range: a process that is started again finds its port still free,
 * because no outgoing connection takes one of these.
 */
public final class Ports {
  private static final int FIRST = 22_000;
  private static final int COUNT = 1_000;
  private static int next = ThreadLocalRandom.current().nextInt(COUNT);

  private Ports() {}

  public static synchronized int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + next++ % COUNT;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port in " + FIRST + ".." + (FIRST + COUNT - 1));
  }

  /** The first of so many free ports in a row. */
  public static synchronized int block(int count) {
    for (int tries = 0; tries < COUNT; tries++) {
      int first = free();
      if (IntStream.range(first, first + count).allMatch(Ports::isFree)) {
        next += count;
        return first;
      }
    }
    throw new IllegalStateException("no " + count + " free ports in a row");
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (java.net.BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
