package dev.braid.coordinator.rounds;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.proto.v1.PeerProto.RollupChangeSigned;
import dev.braid.proto.v1.PeerProto.SignRollupChange;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Collects the signatures of a quorum of members over one change of the rollup set. */
final class ChangeSignatures {
  /** A member may wait for its log and for its engine before it signs. */
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(6);

  private final Loop loop;
  private final Executor workers;
  private final Peers peers;
  private final MemberSigner signer;

  ChangeSignatures(Loop loop, Executor workers, Peers peers, MemberSigner signer) {
    this.loop = loop;
    this.workers = workers;
    this.peers = peers;
    this.signer = signer;
  }

  /**
   * What came together.
   *
   * @param change with the signatures
   * @param refusals why the others did not sign, for people
   */
  record Collected(Entry.RollupChanged change, int needed, List<String> refusals) {
    boolean isQuorum() {
      return change.signatures().size() >= needed;
    }

    String shortfall() {
      return change.signatures().size() + " of " + needed + " members sign; " + refusals;
    }
  }

  /** A change that is being signed. On the loop. */
  private static final class Collecting {
    final State state;
    final Entry.RollupChanged unsigned;
    final int needed;
    final CompletableFuture<Collected> result = new CompletableFuture<>();
    final TreeMap<Address, MemberSignature> signatures = new TreeMap<>();
    final List<String> refusals = new ArrayList<>();
    int open;

    Collecting(State state, Entry.RollupChanged unsigned) {
      this.state = state;
      this.unsigned = unsigned;
      this.needed = state.parameters().quorum().size(state.parameters().members().size());
    }

    Collected collected() {
      return new Collected(
          new Entry.RollupChanged(
              unsigned.chainId(),
              unsigned.change(),
              unsigned.definition(),
              unsigned.detail(),
              null,
              List.copyOf(signatures.values())),
          needed,
          List.copyOf(refusals));
    }
  }

  /**
   * Signs, and asks the other members until there is a quorum or nobody is left.
   *
   * @param unsigned without signatures
   */
  CompletionStage<Collected> collect(State state, Entry.RollupChanged unsigned) {
    Collecting collecting = new Collecting(state, unsigned);
    workers.execute(
        () -> {
          MemberSignature own = signer.sign(state, unsigned);
          loop.execute(() -> ownSigned(collecting, own));
        });
    return collecting.result;
  }

  private void ownSigned(Collecting collecting, MemberSignature own) {
    collecting.signatures.put(own.member(), own);
    List<Address> others =
        peers.others().stream().filter(collecting.state.parameters().members()::contains).toList();
    collecting.open = others.size();
    if (!endIfDone(collecting)) {
      PeerRequest request = request(collecting.state, collecting.unsigned);
      others.forEach(member -> ask(collecting, member, request));
    }
  }

  private static PeerRequest request(State state, Entry.RollupChanged unsigned) {
    return PeerRequest.newBuilder()
        .setSignRollupChange(
            SignRollupChange.newBuilder()
                .setEntry(EntryCodec.toProto(unsigned))
                .setParametersHeight(state.parametersHeight()))
        .build();
  }

  private void ask(Collecting collecting, Address member, PeerRequest request) {
    peers
        .ask(member, request, ASK_TIMEOUT)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                loop.execute(() -> answered(collecting, member, null, failure.getMessage()));
              } else {
                workers.execute(() -> check(collecting, member, reply));
              }
            });
  }

  /** Nothing that others say is believed without its signature. */
  private void check(Collecting collecting, Address member, PeerReply reply) {
    RollupChangeSigned said = reply.getRollupChangeSigned();
    MemberSignature signature = null;
    String refused = said.getRefused();
    if (said.hasSignature()) {
      try {
        signature =
            LogCodec.decode("signature", () -> EntryCodec.memberSignature(said.getSignature()));
        if (!signature.member().equals(member)
            || !signer.isBy(collecting.state, collecting.unsigned, signature)) {
          signature = null;
          refused = "its signature does not fit";
        }
      } catch (CodecException e) {
        refused = "its signature cannot be read";
      }
    }
    MemberSignature good = signature;
    String why = refused;
    loop.execute(() -> answered(collecting, member, good, why));
  }

  private static void answered(
      Collecting collecting,
      Address member,
      @Nullable MemberSignature signature,
      @Nullable String refused) {
    collecting.open--;
    if (signature != null) {
      collecting.signatures.put(member, signature);
    } else {
      collecting.refusals.add(member + ": " + refused);
    }
    endIfDone(collecting);
  }

  private static boolean endIfDone(Collecting collecting) {
    boolean isDone = collecting.open == 0 || collecting.signatures.size() >= collecting.needed;
    if (isDone) {
      collecting.result.complete(collecting.collected());
    }
    return isDone;
  }
}
