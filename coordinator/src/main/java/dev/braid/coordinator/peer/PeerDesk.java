package dev.braid.coordinator.peer;

import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Shares out what other members say and ask, by its kind; refuses what nobody here answers. */
public final class PeerDesk implements Peers.Handler {
  private final Map<PeerNotice.KindCase, BiConsumer<Address, PeerNotice>> listeners =
      new ConcurrentHashMap<>();
  private final Map<PeerRequest.KindCase, Answerer> answerers = new ConcurrentHashMap<>();

  /** Answers requests of one kind; on a thread of the transport: never blocks it. */
  @FunctionalInterface
  public interface Answerer {
    /** Fails, or throws, when it cannot say. */
    CompletionStage<PeerReply> answer(Address from, PeerRequest request);
  }

  /** Has this called with every notice of this kind, on a thread of the transport. */
  public PeerDesk onNotice(PeerNotice.KindCase kind, BiConsumer<Address, PeerNotice> listener) {
    if (listeners.putIfAbsent(kind, listener) != null) {
      throw new IllegalStateException("somebody listens for " + kind + " already");
    }
    return this;
  }

  public PeerDesk onRequest(PeerRequest.KindCase kind, Answerer answerer) {
    if (answerers.putIfAbsent(kind, answerer) != null) {
      throw new IllegalStateException("somebody answers " + kind + " already");
    }
    return this;
  }

  @Override
  public void told(Address from, PeerNotice notice) {
    BiConsumer<Address, PeerNotice> listener = listeners.get(notice.getKindCase());
    if (listener != null) {
      listener.accept(from, notice);
    }
  }

  @Override
  public CompletionStage<PeerReply> asked(Address from, PeerRequest request) {
    Answerer answerer = answerers.get(request.getKindCase());
    if (answerer == null) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("not answered here: " + request.getKindCase()));
    }
    try {
      return answerer.answer(from, request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
