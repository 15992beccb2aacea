package dev.braid.it.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.Hashing;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send bundles through all members at once. A bundle without a definite answer is sent
 * again, to the next member, until there is one: that is always safe (O2).
 */
public final class ClusterLoad implements AutoCloseable {
  /** Longer than a take-over, shorter than what the nemesis stops a process for. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Duration BACK_OFF = Duration.ofMillis(20);

  private final List<Member> members;
  private final Book book;
  private final Supplier<@Nullable ObjectNode> bundles;
  private final Duration pause;
  private final AtomicLong newestHeight = new AtomicLong(-1);
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<CompletableFuture<Void>> senders = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;
  private volatile boolean givenUp;

  /** When a bundle was first sent, and when its receipt was there ({@code System.nanoTime}). */
  private record Receipt(long sentNanos, long answeredNanos) {}

  /**
   * @param bundles the next bundle; null when there is none any more
   * @param senders bundles that are under way at once
   * @param pause of each sender after each answer
   */
  public ClusterLoad(
      Cluster cluster,
      Book book,
      Supplier<@Nullable ObjectNode> bundles,
      int senders,
      Duration pause) {
    this.members = cluster.members();
    this.book = book;
    this.bundles = bundles;
    this.pause = pause;
    for (int i = 0; i < senders; i++) {
      this.senders.add(CompletableFuture.runAsync(this::send, threads));
    }
  }

  private void send() {
    while (!stopped) {
      ObjectNode bundle;
      synchronized (bundles) {
        bundle = bundles.get();
      }
      if (bundle == null) {
        return;
      }
      String id = book.sending(bundle);
      long first = System.nanoTime();
      while (!answered(id, bundle, first) && !givenUp) {
        repeated.incrementAndGet();
        LockSupport.parkNanos(BACK_OFF.toNanos());
      }
      LockSupport.parkNanos(pause.toNanos()); // the pace of a client, not a wait
    }
  }

  private boolean answered(String id, ObjectNode bundle, long first) {
    Member member = members.get(Math.floorMod(turn.getAndIncrement(), members.size()));
    JsonRpc.Answer answer;
    try {
      answer = member.rpc(PATIENCE).call("atomic_sendBundle", bundle);
    } catch (UncheckedIOException e) {
      return false;
    }
    book.answered(id, answer);
    JsonNode position = answer.json().path("result").path("receipt").path("position");
    if (position.has("height")) {
      long height = Hashing.number(position.get("height").asText()).longValueExact();
      newestHeight.accumulateAndGet(height, Math::max);
      synchronized (receipts) {
        receipts.add(new Receipt(first, System.nanoTime()));
      }
    }
    return !answer.error().path("data").path("retryable").asBoolean();
  }

  /** Greatest height of a receipt so far. */
  public long newestHeight() {
    Await.until("a first receipt", Duration.ofSeconds(120), () -> newestHeight.get() >= 0);
    return newestHeight.get();
  }

  /** How often a bundle had to be sent again. */
  public int repeated() {
    return repeated.get();
  }

  public int receipts() {
    synchronized (receipts) {
      return receipts.size();
    }
  }

  /** When the first receipt was there of a bundle that was first sent after this moment. */
  public OptionalLong firstReceiptAfter(long nanos) {
    synchronized (receipts) {
      return receipts.stream()
          .filter(receipt -> receipt.sentNanos() - nanos > 0)
          .mapToLong(Receipt::answeredNanos)
          .min();
    }
  }

  /** Waits for such a receipt; returns the time from then to it. */
  public Duration awaitReceiptAfter(long nanos, Duration deadline) {
    OptionalLong found =
        Await.value(
            "a receipt of a bundle sent later",
            deadline,
            () -> {
              OptionalLong at = firstReceiptAfter(nanos);
              return at.isPresent() ? at : null;
            });
    return Duration.ofNanos(found.getAsLong() - nanos);
  }

  /** Sends no new bundle, and waits until every one that was sent has its answer. */
  public void finish(Duration deadline) {
    stopped = true;
    Await.until(
        "every sent bundle to be answered",
        deadline,
        () -> senders.stream().allMatch(CompletableFuture::isDone));
    senders.forEach(CompletableFuture::join);
  }

  @Override
  public void close() {
    stopped = true;
    givenUp = true;
    threads.shutdownNow();
  }
}
