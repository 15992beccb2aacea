package dev.braid.coordinator.peer;

import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The other members as this one reaches them, named by their signing addresses. Nothing that is
 * said here is believed without its signature. Methods may be called from any thread, none blocks;
 * stages complete on a thread of the transport, which callers leave at once.
 */
public interface Peers {
  /** This member. */
  Address self();

  /** The other members of the configuration, reachable or not, in its order. */
  List<Address> others();

  /** Tells a member something; may be lost, is never repeated, and keeps its order with others. */
  void tell(Address member, PeerNotice notice);

  /**
   * Asks a member. Fails with {@link UnreachableException} when it is not there, does not answer in
   * time or does not serve this request now; never asked twice.
   */
  CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout);

  /**
   * Who answers here, from now on. Before, requests are refused and notices dropped.
   *
   * @throws IllegalStateException when somebody answers already
   */
  void serve(Handler handler);

  /** What a member says when it is told or asked; on a thread of the transport: never blocks it. */
  interface Handler {
    void told(Address from, PeerNotice notice);

    /** Fails when it cannot say. */
    CompletionStage<PeerReply> asked(Address from, PeerRequest request);
  }

  /** No answer. */
  final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreachableException(String message) {
      super(message);
    }
  }

  /** For a log of one member. */
  static Peers none(Address self) {
    return new NoPeers(self);
  }
}
