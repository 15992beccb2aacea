package dev.braid.coordinator.log.hazelcast;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hazelcast.cluster.Member;
import com.hazelcast.internal.services.ManagedService;
import com.hazelcast.spi.impl.NodeEngine;
import dev.braid.coordinator.log.hazelcast.PeerMessageOp.Kind;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other members over Hazelcast's connections, with neither Raft nor the event bus: so it works
 * from the join on, while a member is still starting, and also without a majority. Who sent a
 * message is taken from its connection; what it says is believed for its signature alone.
 */
public final class HazelcastPeers implements Peers, ManagedService {
  /** Under which Hazelcast knows it. */
  public static final String NAME = "braid:peers";

  /** Requests to one member without an answer. */
  static final int MAX_ASKED = 64;

  /** Requests of one member that are being answered here. */
  static final int MAX_SERVED = 64;

  /** Of a request or reply. */
  static final int MAX_MESSAGE_BYTES = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastPeers.class);

  private final MemberAddresses members;
  private final ThreadLoop timers =
      new ThreadLoop("peer-timers", defect -> LOG.error("a timer failed", defect));
  private final AtomicReference<Handler> handler = new AtomicReference<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Map<Address, Lanes> lanes = new ConcurrentHashMap<>();
  private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
  private volatile @Nullable NodeEngine engine;

  /** What goes between this member and one other. */
  private record Lanes(NoticeLane notices, AtomicInteger asked, AtomicInteger served) {}

  private record Asked(Address member, CompletableFuture<PeerReply> answer) {}

  /** Works from {@link #init} on, which Hazelcast calls; before, nobody is reachable. */
  public HazelcastPeers(MemberAddresses members) {
    this.members = members;
    for (Address other : members.others()) {
      NoticeLane.Sender sender =
          (number, bytes) -> send(other, new PeerMessageOp(Kind.NOTICES, number, bytes));
      lanes.put(
          other,
          new Lanes(
              new NoticeLane(sender, timers, numbers, dropped),
              new AtomicInteger(),
              new AtomicInteger()));
    }
  }

  @Override
  public Address self() {
    return members.self();
  }

  @Override
  public List<Address> others() {
    return members.others();
  }

  /** Notices that were not sent: their member was not there, or too many waited for it. */
  public long dropped() {
    return dropped.get();
  }

  /** The members that are in Hazelcast's cluster now, this one left out. */
  public List<Address> reachable() {
    return others().stream().filter(member -> place(member) != null).toList();
  }

  private com.hazelcast.cluster.@Nullable Address place(Address member) {
    NodeEngine present = engine;
    if (present == null) {
      return null;
    }
    for (Member joined : present.getClusterService().getMembers()) {
      if (!joined.localMember() && member.equals(members.signer(joined.getAddress()))) {
        return joined.getAddress();
      }
    }
    return null;
  }

  private boolean send(Address member, PeerMessageOp op) {
    com.hazelcast.cluster.Address place = place(member);
    NodeEngine present = engine;
    return place != null
        && present != null
        && present.getOperationService().send(op.setServiceName(NAME), place);
  }

  @Override
  public void tell(Address member, PeerNotice notice) {
    Lanes lane = lanes.get(member);
    if (lane == null) {
      throw new IllegalArgumentException(member + " is not another member");
    }
    lane.notices().add(notice);
  }

  @Override
  public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
    Lanes lane = lanes.get(member);
    if (lane == null) {
      throw new IllegalArgumentException(member + " is not another member");
    }
    if (lane.asked().incrementAndGet() > MAX_ASKED) {
      lane.asked().decrementAndGet();
      return unreachable(member + " has not answered " + MAX_ASKED + " requests");
    }
    long number = numbers.incrementAndGet();
    CompletableFuture<PeerReply> answer = new CompletableFuture<>();
    asked.put(number, new Asked(member, answer));
    var timer =
        timers.after(
            timeout.toMillis(),
            () ->
                answer.completeExceptionally(
                    new UnreachableException(
                        member + " did not answer within " + timeout.toMillis() + " ms")));
    CompletionStage<PeerReply> settled =
        answer.whenComplete(
            (reply, failure) -> {
              asked.remove(number);
              lane.asked().decrementAndGet();
              timer.cancel();
            });
    if (!send(member, new PeerMessageOp(Kind.REQUEST, number, request.toByteArray()))) {
      answer.completeExceptionally(new UnreachableException(member + " is not connected"));
    }
    return settled;
  }

  private static CompletionStage<PeerReply> unreachable(String why) {
    return CompletableFuture.failedFuture(new UnreachableException(why));
  }

  @Override
  public void serve(Handler one) {
    if (!handler.compareAndSet(null, one)) {
      throw new IllegalStateException("somebody answers the other members already");
    }
  }

  /** On a thread of Hazelcast's. */
  void received(com.hazelcast.cluster.Address place, Kind kind, long number, byte[] bytes) {
    Address from = members.signer(place);
    Lanes lane = from == null ? null : lanes.get(from);
    if (from == null || lane == null) {
      LOG.warn("a message of a stranger was dropped place={}", place);
      return;
    }
    switch (kind) {
      case NOTICES -> {
        notices(from, bytes);
        send(from, new PeerMessageOp(Kind.RECEIVED, number, new byte[0]));
      }
      case RECEIVED -> lane.notices().received(number);
      case REQUEST -> request(from, lane, number, bytes);
      case REPLY -> reply(from, number, bytes);
      case REFUSED -> {
        String why = new String(bytes, StandardCharsets.UTF_8);
        answered(from, number, null, from + " refused: " + why);
      }
      case UNKNOWN -> LOG.debug("a message of a kind that is not known from={}", from);
    }
  }

  private void notices(Address from, byte[] bytes) {
    Handler present = handler.get();
    if (present == null) {
      return;
    }
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      for (PeerNotice notice = PeerNotice.parseDelimitedFrom(in);
          notice != null;
          notice = PeerNotice.parseDelimitedFrom(in)) {
        present.told(from, notice);
      }
    } catch (IOException e) {
      LOG.warn("notices that cannot be read from={} why={}", from, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a notice was not served from={}", from, e);
    }
  }

  private void request(Address from, Lanes lane, long number, byte[] bytes) {
    Handler present = handler.get();
    if (present == null) {
      refuse(from, number, "it does not answer yet");
      return;
    }
    if (lane.served().incrementAndGet() > MAX_SERVED) {
      lane.served().decrementAndGet();
      refuse(from, number, MAX_SERVED + " requests of yours are being answered");
      return;
    }
    CompletionStage<PeerReply> answer;
    try {
      answer = present.asked(from, PeerRequest.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      answer = unreachable("it cannot read the request");
    } catch (RuntimeException e) {
      LOG.error("a request was not served from={}", from, e);
      answer = unreachable("it failed");
    }
    answer.whenComplete(
        (reply, failure) -> {
          lane.served().decrementAndGet();
          if (failure != null) {
            refuse(from, number, String.valueOf(failure.getMessage()));
          } else if (reply.getSerializedSize() > MAX_MESSAGE_BYTES) {
            refuse(from, number, "the answer has more than " + MAX_MESSAGE_BYTES + " bytes");
          } else {
            send(from, new PeerMessageOp(Kind.REPLY, number, reply.toByteArray()));
          }
        });
  }

  private void refuse(Address to, long number, String why) {
    byte[] text = why.getBytes(StandardCharsets.UTF_8);
    send(to, new PeerMessageOp(Kind.REFUSED, number, text));
  }

  private void reply(Address from, long number, byte[] bytes) {
    try {
      answered(from, number, PeerReply.parseFrom(bytes), "");
    } catch (InvalidProtocolBufferException e) {
      answered(from, number, null, from + " sent what cannot be read");
    }
  }

  private void answered(Address from, long number, @Nullable PeerReply reply, String why) {
    Asked request = asked.get(number);
    if (request == null || !request.member().equals(from)) {
      return; // too late, or never asked of this one
    }
    if (reply == null) {
      request.answer().completeExceptionally(new UnreachableException(why));
    } else {
      request.answer().complete(reply);
    }
  }

  @Override
  public void init(NodeEngine nodeEngine, Properties properties) {
    engine = nodeEngine;
  }

  /** Nothing is kept here that a merge of two halves could spoil. */
  @Override
  public void reset() {}

  @Override
  public void shutdown(boolean terminate) {
    engine = null;
    asked
        .values()
        .forEach(
            request ->
                request
                    .answer()
                    .completeExceptionally(new UnreachableException("this member is closing")));
    timers.close();
  }
}
