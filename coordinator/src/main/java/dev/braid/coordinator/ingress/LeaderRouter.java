package dev.braid.coordinator.ingress;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.ingress.MemberCalls.Part;
import dev.braid.coordinator.ingress.MemberCalls.Reply;
import dev.braid.coordinator.ingress.ReplyReader.Verdict;
import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.types.Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests of one kind to whoever leads, and tries again until an answer holds or the time is
 * over. Repeating is safe: whoever leads knows what stands in the log and answers a repetition as
 * the first time (O2). That nothing was done is said only when no attempt can have had an effect.
 * As many are under way as ingress lets in.
 */
final class LeaderRouter<R> {
  /** How often deadlines and retries are looked at while something is under way. */
  static final long TICK_MILLIS = 50;

  /** Between an attempt that came to nothing and the next. */
  static final long RETRY_MILLIS = 100;

  /** An attempt without an answer is repeated after that: messages to a living member get lost. */
  static final long ATTEMPT_MILLIS = 3_000;

  /** So long a request waits for a leader to appear; a take-over is quicker. */
  static final long NO_LEADER_MILLIS = 3_000;

  private final Loop loop;
  private final Leaders leaders;
  private final LeaderWatch watch;
  private final MemberCalls calls;
  private final Part part;
  private final ReplyReader<R> reader;
  // In the order of arrival; of the loop, like all below.
  private final Set<Call> open = new LinkedHashSet<>();
  private boolean ticks;

  /** A request under way. */
  private final class Call {
    private final byte[] request;
    private final long deadlineNanos;
    private final CompletableFuture<Routed<R>> answer;
    // Attempts that may have had an effect.
    private int uncertain;
    // The newest attempt's target while it may yet be answered.
    private @Nullable Address target;
    private int attempts;
    private long nextNanos;
    private String why = "not tried yet";

    private Call(byte[] request, long deadlineNanos, CompletableFuture<Routed<R>> answer) {
      this.request = request;
      this.deadlineNanos = deadlineNanos;
      this.answer = answer;
    }
  }

  LeaderRouter(
      Loop loop,
      Leaders leaders,
      LeaderWatch watch,
      MemberCalls calls,
      Part part,
      ReplyReader<R> reader) {
    this.loop = loop;
    this.leaders = leaders;
    this.watch = watch;
    this.calls = calls;
    this.part = part;
    this.reader = reader;
    leaders.onChange(() -> loop.execute(this::leaderChanged));
  }

  /** From any thread; completes on the loop, never exceptionally. */
  CompletionStage<Routed<R>> route(byte[] request, long timeoutMillis) {
    CompletableFuture<Routed<R>> answer = new CompletableFuture<>();
    long deadline = loop.nanoTime() + nanos(timeoutMillis);
    loop.execute(
        () -> {
          Call call = new Call(request, deadline, answer);
          open.add(call);
          attempt(call, leaders.leader());
          tick();
        });
    return answer;
  }

  private void attempt(Call call, @Nullable Address leader) {
    if (leader == null) {
      waitForLeader(call);
      return;
    }
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(call.deadlineNanos - loop.nanoTime() + 999_999);
    if (leftMillis <= 0) {
      giveUp(call);
      return;
    }
    // To itself nothing gets lost.
    boolean isHere = leader.equals(leaders.self());
    long timeoutMillis = isHere ? leftMillis : Math.min(ATTEMPT_MILLIS, leftMillis);
    call.target = leader;
    call.uncertain++;
    call.attempts++;
    int number = call.attempts;
    calls
        .call(leader, part, call.request, timeoutMillis)
        .whenComplete(
            (reply, defect) ->
                loop.execute(
                    () ->
                        replied(
                            call,
                            number,
                            defect == null ? reply : new Reply.Lost(defect.toString()))))
        .exceptionally(reported -> null);
  }

  private void waitForLeader(Call call) {
    call.target = null;
    call.why = "no leader is known";
    call.nextNanos = loop.nanoTime() + nanos(RETRY_MILLIS);
    if (call.uncertain == 0 && watch.withoutMillis() > NO_LEADER_MILLIS) {
      finish(call, new Routed.NoQuorum<>(call.why));
    }
  }

  private void replied(Call call, int number, Reply reply) {
    if (!open.contains(call)) {
      return;
    }
    switch (reply) {
      case Reply.Answered answered -> answered(call, number, answered.body());
      case Reply.NotDelivered not -> {
        call.uncertain--;
        retry(call, number, not.why());
      }
      case Reply.Lost lost -> retry(call, number, lost.why());
    }
  }

  private void answered(Call call, int number, byte[] body) {
    Verdict<R> verdict;
    try {
      verdict = reader.read(body);
    } catch (InvalidProtocolBufferException e) {
      retry(call, number, "unreadable: " + e.getMessage());
      return;
    }
    switch (verdict) {
      case Verdict.Final<R> last -> finish(call, new Routed.Answered<>(last.reply()));
      case Verdict.ByRule<R> refused -> {
        call.uncertain--;
        if (call.uncertain == 0 || number == call.attempts) {
          finish(call, new Routed.Answered<>(refused.reply()));
        }
      }
      case Verdict.NotNow<R> not -> {
        call.uncertain--;
        if (call.uncertain == 0) {
          finish(call, new Routed.Answered<>(not.reply()));
        } else {
          retry(call, number, "refused for now");
        }
      }
      case Verdict.NotLeader<R> other -> {
        call.uncertain--;
        notLeader(call, number, other.leader());
      }
      case Verdict.Unknown<R> unknown -> retry(call, number, "the leader lost its leadership");
    }
  }

  /** Follows the hint once; members that name each other are asked no faster than others. */
  private void notLeader(Call call, int number, @Nullable Address hint) {
    Address asked = call.target;
    retry(call, number, "it does not lead");
    if (number == call.attempts && number == 1 && hint != null && !hint.equals(asked)) {
      attempt(call, hint);
    }
  }

  /** Plans the next attempt, if this was the newest. */
  private void retry(Call call, int number, String why) {
    if (number == call.attempts) {
      call.target = null;
      call.why = why;
      call.nextNanos = loop.nanoTime() + nanos(RETRY_MILLIS);
    }
  }

  /** Asks the new leader at once; what the old one answers yet is heard. */
  private void leaderChanged() {
    Address leader = leaders.leader();
    if (leader != null) {
      for (Call call : List.copyOf(open)) {
        if (!leader.equals(call.target)) {
          attempt(call, leader);
        }
      }
    }
  }

  private void tick() {
    if (ticks || open.isEmpty()) {
      return;
    }
    ticks = true;
    var unused =
        loop.after(
            TICK_MILLIS,
            () -> {
              ticks = false;
              look();
              tick();
            });
  }

  private void look() {
    long now = loop.nanoTime();
    Address leader = leaders.leader();
    List<Call> due = new ArrayList<>();
    for (Call call : open) {
      if (call.deadlineNanos - now <= 0 || (call.target == null && call.nextNanos - now <= 0)) {
        due.add(call);
      }
    }
    for (Call call : due) {
      if (call.deadlineNanos - now <= 0) {
        giveUp(call);
      } else {
        attempt(call, leader);
      }
    }
  }

  private void giveUp(Call call) {
    if (call.uncertain > 0) {
      finish(call, new Routed.Unknown<>(call.why));
    } else if (leaders.leader() == null) {
      finish(call, new Routed.NoQuorum<>(call.why));
    } else {
      finish(call, new Routed.Unavailable<>(call.why));
    }
  }

  private void finish(Call call, Routed<R> result) {
    open.remove(call);
    call.answer.complete(result);
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
