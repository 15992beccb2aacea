package dev.braid.coordinator.log;

import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Members' messages in one thread: delayed, and lost, doubled or held back as a test wants. */
final class TestNet {
  private final Loop loop;
  private final Random random;
  private final List<Address> members;
  private final Map<Address, Peers.Handler> handlers = new HashMap<>();

  /** Chance of a message to be lost, and of a notice to come twice. */
  double loss;

  double doubling;

  /** Whether a notice from one member to another arrives. */
  BiPredicate<Address, Address> notices = (from, to) -> true;

  /** Whether a question from one member to another arrives. */
  BiPredicate<Address, Address> questions = (from, to) -> true;

  /** What an answer is changed into on its way; for lies. */
  Lie lie = (answering, reply) -> reply;

  interface Lie {
    PeerReply told(Address answering, PeerReply reply);
  }

  TestNet(Loop loop, Random random, List<Address> members) {
    this.loop = loop;
    this.random = random;
    this.members = members;
  }

  void down(Address member) {
    handlers.remove(member);
  }

  private void send(Runnable delivery) {
    if (random.nextDouble() >= loss) {
      loop.after(1 + random.nextInt(5), delivery);
    }
  }

  Peers peers(Address self) {
    return new Peers() {
      @Override
      public Address self() {
        return self;
      }

      @Override
      public List<Address> others() {
        return members.stream().filter(member -> !member.equals(self)).toList();
      }

      @Override
      public void tell(Address member, PeerNotice notice) {
        int times = random.nextDouble() < doubling ? 2 : 1;
        for (int i = 0; i < times; i++) {
          send(
              () -> {
                Handler handler = handlers.get(member);
                if (handler != null && notices.test(self, member)) {
                  handler.told(self, notice);
                }
              });
        }
      }

      @Override
      public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
        CompletableFuture<PeerReply> answer = new CompletableFuture<>();
        loop.after(
            timeout.toMillis(),
            () -> answer.completeExceptionally(new UnreachableException("no answer in time")));
        send(() -> deliver(self, member, request, answer));
        return answer;
      }

      @Override
      public void serve(Handler handler) {
        handlers.put(self, handler);
      }
    };
  }

  private void deliver(
      Address from, Address to, PeerRequest request, CompletableFuture<PeerReply> answer) {
    Peers.Handler handler = handlers.get(to);
    if (handler == null || !questions.test(from, to)) {
      return;
    }
    var unused =
        handler
            .asked(from, request)
            .whenComplete(
                (@Nullable PeerReply reply, @Nullable Throwable failure) -> {
                  if (reply != null) {
                    send(() -> answer.complete(lie.told(to, reply)));
                  }
                });
  }
}
