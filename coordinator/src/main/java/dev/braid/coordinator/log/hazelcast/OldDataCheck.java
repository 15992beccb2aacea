package dev.braid.coordinator.log.hazelcast;

import com.google.protobuf.UnsafeByteOperations;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.GetNewestSigned;
import dev.braid.proto.v1.PeerProto.NewestSigned;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to start on an older copy of the data (design section 5, Old disks; D4): before its first
 * vote and signature a member asks as many others as make a majority with itself for the newest
 * height that they hold signed by it. What they have not heard of it they cannot say: where a disk
 * is old and the only other member that signed with it is away, this sees nothing. It waits, as
 * long as it takes, until so many are there.
 */
public final class OldDataCheck implements LongConsumer {
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 200;
  private static final long SAY_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Logger LOG = LoggerFactory.getLogger(OldDataCheck.class);

  private final Peers peers;
  private final long storeHeight;

  /**
   * @param storeHeight of the newest batch in the store; -1 for none
   */
  public OldDataCheck(Peers peers, long storeHeight) {
    this.peers = peers;
    this.storeHeight = storeHeight;
  }

  /**
   * Blocks until enough others have answered.
   *
   * @param raftHeight of the newest batch in the Raft log that is to be restored; -1 for none
   * @throws MemberRefusedException when this member has signed more than it holds
   */
  @Override
  public void accept(long raftHeight) {
    long held = Math.max(storeHeight, raftHeight);
    int needed = (peers.others().size() + 1) / 2;
    Map<Address, Long> answers = new LinkedHashMap<>();
    long saidNanos = System.nanoTime();
    while (true) {
      Map<Address, String> silent = ask(answers);
      answers.forEach((member, height) -> check(member, height, held));
      if (answers.size() >= needed) {
        LOG.info("data is not old height={} said by={}", held, answers.keySet());
        return;
      }
      if (System.nanoTime() - saidNanos >= SAY_EVERY_NANOS) {
        saidNanos = System.nanoTime();
        LOG.warn(
            "waits for {} other members before it takes part: they say whether this data is old"
                + " answered={} silent={}",
            needed,
            answers.keySet(),
            silent);
      }
      pause();
    }
  }

  /** Asks those that have not answered, all at once; who still did not, and why. */
  private Map<Address, String> ask(Map<Address, Long> answers) {
    PeerRequest request =
        PeerRequest.newBuilder()
            .setGetNewestSigned(
                GetNewestSigned.newBuilder()
                    .setMember(UnsafeByteOperations.unsafeWrap(peers.self().bytes().toArray())))
            .build();
    Map<Address, String> silent = new TreeMap<>();
    var asked = new LinkedHashMap<Address, java.util.concurrent.CompletableFuture<PeerReply>>();
    for (Address other : peers.others()) {
      if (!answers.containsKey(other)) {
        asked.put(other, peers.ask(other, request, ANSWER_LIMIT).toCompletableFuture());
      }
    }
    asked.forEach(
        (other, answer) -> {
          try {
            PeerReply reply = answer.join();
            if (reply.hasNewestSigned()) {
              NewestSigned newest = reply.getNewestSigned();
              answers.put(other, newest.getCount() - 1);
            } else {
              silent.put(other, "it answered something else");
            }
          } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            silent.put(other, String.valueOf(cause.getMessage()));
          }
        });
    return silent;
  }

  private void check(Address member, long signed, long held) {
    if (signed > held) {
      throw new MemberRefusedException(
          Reason.OLD_DATA,
          "OLD_DATA: member "
              + member
              + " holds this member's signature over height "
              + signed
              + ", but the store and the Raft log here end at height "
              + held
              + ": the data directory is an older copy. Nothing was changed; replace this member");
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MemberRefusedException(Reason.FAILED, "interrupted while it waited for others", e);
    }
  }
}
