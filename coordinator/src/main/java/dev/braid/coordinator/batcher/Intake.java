package dev.braid.coordinator.batcher;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.batcher.Waiting.Proposal;
import dev.braid.coordinator.batcher.Waiting.Submission;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.ProposeRequest;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for a batch. A bundle stands here once, however often it is sent, from its
 * arrival until it is answered (O2). Bounded by what the batcher lets in. Used by the batcher's
 * loop alone.
 */
final class Intake {
  /** Field number and wire type 2 (length-delimited), protobuf's encoding of the first byte. */
  private static final byte PROPOSE_TAG = BatcherRequest.PROPOSE_FIELD_NUMBER << 3 | 2;

  private final LedgerReader ledger;
  private final Deque<Proposal> proposals = new ArrayDeque<>();
  private final Deque<Submission> bundles = new ArrayDeque<>();
  // Waiting for a batch, or in one that is not certified yet.
  private final Map<BundleId, Submission> submissions = new HashMap<>();

  Intake(LedgerReader ledger) {
    this.ledger = ledger;
  }

  /**
   * Whether the body is a proposal of the rounds, by its first tag: a {@code BatcherRequest} has
   * one field, and bodies are parsed on the batcher's thread only.
   */
  static boolean isProposal(byte[] body) {
    return body.length > 0 && body[0] == PROPOSE_TAG;
  }

  /** Reads a request and puts it in its queue, or answers it at once. */
  void arrived(byte[] body, long nowNanos, Answer answer) {
    BatcherRequest request;
    try {
      request = BatcherRequest.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      String why = String.valueOf(e.getMessage());
      answer.send(
          isProposal(body)
              ? Replies.unavailable("malformed: " + why)
              : Replies.refused(Refusals.malformed(why)));
      return;
    }
    switch (request.getKindCase()) {
      case SUBMIT -> submit(request.getSubmit(), answer);
      case PROPOSE -> propose(request.getPropose(), nowNanos, answer);
      case KIND_NOT_SET ->
          answer.send(Replies.refused(Refusals.malformed("a request without a kind")));
    }
  }

  private void submit(SubmitRequest request, Answer answer) {
    Entry.BundleSequenced entry;
    try {
      entry =
          LogCodec.decode(
              "submit request",
              () ->
                  new Entry.BundleSequenced(
                      ValueCodec.bundleId(request.getId()),
                      BundleCodec.fromProto(request.getBundle()),
                      BundleCodec.fromProto(request.getAuthorization()),
                      request.getOrdinary()));
    } catch (CodecException e) {
      answer.send(Replies.refused(Refusals.malformed(String.valueOf(e.getMessage()))));
      return;
    }
    Submission waiting = submissions.get(entry.id());
    if (waiting != null) {
      waiting.add(answer);
      return;
    }
    Submission submission = new Submission(entry);
    submission.add(answer);
    BundleRecord known = ledger.bundle(entry.id());
    if (known != null) {
      submission.found(known.position(), known.state());
      return;
    }
    submissions.put(entry.id(), submission);
    bundles.addLast(submission);
  }

  private void propose(ProposeRequest request, long nowNanos, Answer answer) {
    Entry entry;
    try {
      entry = LogCodec.decode("proposal", () -> EntryCodec.fromProto(request.getEntry()));
    } catch (CodecException e) {
      answer.send(Replies.unavailable("malformed: " + e.getMessage()));
      return;
    }
    proposals.addLast(new Proposal(entry, request.getTerm(), nowNanos, answer));
  }

  Deque<Proposal> proposals() {
    return proposals;
  }

  Deque<Submission> bundles() {
    return bundles;
  }

  /** The bundle is answered: sent again it is looked up in the store. */
  void done(Waiting waiting) {
    if (waiting instanceof Submission submission) {
      submissions.remove(submission.id());
    }
  }

  /** When the next batch must be made, on the monotonic clock; {@link Long#MAX_VALUE} = never. */
  long dueNanos(long nowNanos) {
    if (!bundles.isEmpty()) {
      return nowNanos;
    }
    long due = Long.MAX_VALUE;
    for (Proposal proposal : proposals) {
      due = due == Long.MAX_VALUE ? proposal.dueNanos() : earlier(due, proposal.dueNanos());
    }
    return due;
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  /** Answers all that is not yet in a batch: this member does not lead. */
  void refuseNotLeading(@Nullable Address leader, String why) {
    for (Proposal proposal : proposals) {
      proposal.notLeading(leader, why);
    }
    proposals.clear();
    for (Submission submission : bundles) {
      submissions.remove(submission.id());
      submission.notLeading(leader, why);
    }
    bundles.clear();
  }

  /** Answers all bundles that are not yet in a batch: no majority takes one now. */
  void refuseNoQuorum(String why) {
    for (Submission submission : bundles) {
      submissions.remove(submission.id());
      submission.refused(Refusals.noQuorum(why));
    }
    bundles.clear();
  }

  /** Answers all that is not yet in a batch: the batcher ends. */
  void refuseAll(String why) {
    for (Proposal proposal : proposals) {
      proposal.unavailable(why);
    }
    for (Submission submission : bundles) {
      submissions.remove(submission.id());
      submission.unavailable(why);
    }
    proposals.clear();
    bundles.clear();
  }
}
