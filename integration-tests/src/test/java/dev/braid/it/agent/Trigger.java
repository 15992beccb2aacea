package dev.braid.it.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls and kills or stops once, at the point and in the round asked for. Every round asks
 * two rollups, so the n-th round's calls are the (2n-1)-th and the 2n-th.
 */
public final class Trigger {
  private static final AtomicInteger PREPARE_ENTERED = new AtomicInteger();
  private static final AtomicInteger PREPARE_DONE = new AtomicInteger();
  private static final AtomicInteger ADOPT_ENTERED = new AtomicInteger();
  private static final AtomicInteger ADOPT_DONE = new AtomicInteger();
  private static final AtomicBoolean FIRED = new AtomicBoolean();

  private static volatile @Nullable Armed armed;
  private static volatile @Nullable Path watched;

  private Trigger() {}

  /**
   * @param stop whether the victim, this process itself, is stopped instead of killed
   */
  private record Armed(KillPoint point, int round, long victim, boolean stop, Path marker) {}

  /** As {@link KillAgent} is told. */
  static void arm(String arguments) {
    String[] parts = arguments.split(",", 4);
    boolean stop = parts[2].equals("stop");
    boolean self = stop || parts[2].equals("self");
    long victim = self ? ProcessHandle.current().pid() : Long.parseLong(parts[2]);
    armed =
        new Armed(
            KillPoint.valueOf(parts[0]),
            Integer.parseInt(parts[1]),
            victim,
            stop,
            Path.of(parts[3]));
  }

  static void watch(Path file) {
    watched = file;
  }

  /** Whoever takes the file away is armed, and counts from this round on. */
  private static synchronized void takeUp() {
    Path file = watched;
    if (file == null || !Files.exists(file)) {
      return;
    }
    try {
      String arguments = Files.readString(file).strip();
      Files.delete(file);
      PREPARE_ENTERED.set(0);
      PREPARE_DONE.set(0);
      ADOPT_ENTERED.set(0);
      ADOPT_DONE.set(0);
      FIRED.set(false);
      arm(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void entered(String method) {
    if (method.equals("prepare")) {
      takeUp();
      reached(KillPoint.BEFORE_PREPARE, PREPARE_ENTERED.incrementAndGet(), 1);
      return;
    }
    int call = ADOPT_ENTERED.incrementAndGet();
    reached(KillPoint.AFTER_DECISION_DURABLE, call, 1);
    Armed now = armed;
    if (now != null && now.point() == KillPoint.BETWEEN_ADOPTIONS && call == 2 * now.round()) {
      holdUntilFired();
    }
  }

  public static CompletionStage<?> left(String method, CompletionStage<?> stage) {
    return stage.whenComplete(
        (result, failure) -> {
          if (method.equals("prepare")) {
            reached(KillPoint.AFTER_PREPARE, PREPARE_DONE.incrementAndGet(), 1);
          } else {
            int call = ADOPT_DONE.incrementAndGet();
            reached(KillPoint.BETWEEN_ADOPTIONS, call, 1);
            reached(KillPoint.BEFORE_ADOPTION_LOGGED, call, 2);
          }
        });
  }

  /** Fires if this is the {@code ofRound}-th call of the round asked for. */
  private static void reached(KillPoint point, int call, int ofRound) {
    Armed now = armed;
    boolean here = now != null && now.point() == point && call == 2 * (now.round() - 1) + ofRound;
    if (here && now != null && FIRED.compareAndSet(false, true)) {
      fire(now);
    }
  }

  private static void fire(Armed now) {
    try {
      Files.writeString(now.marker(), now.point().name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (now.stop()) {
      signalSelf("STOP", now.victim());
      return; // awake again
    }
    if (now.victim() == ProcessHandle.current().pid()) {
      killSelf(now.victim());
    }
    ProcessHandle.of(now.victim())
        .ifPresent(
            victim -> {
              victim.destroyForcibly();
              victim.onExit().orTimeout(5, TimeUnit.SECONDS).join();
            });
  }

  /** This thread never goes on from here. */
  private static void killSelf(long pid) {
    signalSelf("KILL", pid);
    Runtime.getRuntime().halt(137);
  }

  private static void signalSelf(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(137);
    }
  }

  /** The second adoption of the round waits here, so that it comes after the kill for certain. */
  private static void holdUntilFired() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!FIRED.get() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
