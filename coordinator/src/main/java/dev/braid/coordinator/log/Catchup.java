package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreWrite;
import dev.braid.coordinator.log.store.WaitingBatch;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.NetworkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the batches that the log went on without (a snapshot): fetches them from other members, one
 * after the other, and believes them when the chain of hashes leads from the own head to the one
 * that the log named (O1). Until then they wait in the store, beside those that the log hands over
 * meanwhile; then all are applied in order. Runs on the ledger's loop.
 */
final class Catchup {
  /** Of batches in an answer; a batch has at most 1 MiB itself. */
  static final int MAX_ANSWER_BYTES = 1 << 20;

  /** Batches applied in one go. */
  static final int MAX_GROUP = 16;

  /** Batches that may be applied and not certified while old ones are applied. */
  static final int MAX_OPEN = 256;

  static final long RETRY_MILLIS = 200;
  static final long MAX_RETRY_MILLIS = 3_200;
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Catchup.class);

  private final BatchStore store;
  private final Loop loop;
  private final Peers peers;
  private final FetchedCheck check;
  private final Target ledger;

  // What must be reached; null while nothing is missing.
  private @Nullable LogHead target;
  // How far the chain of hashes goes.
  private long reached;
  private BatchHash reachedHash = LogHead.EMPTY.hash();
  // Up to here the chain was whole.
  private long believed = -1;
  private boolean applying;
  private boolean asking;
  // Bytes that do not hash to their hash are believed of this one.
  private @Nullable AppendClaim provenVoid;
  private int nextPeer;
  private long delayMillis = RETRY_MILLIS;

  /** The ledger that has the gap. */
  interface Target {
    /** The state after all that is applied. */
    State applied();

    /** Applies what follows, deletes it from what waits, and syncs the store. */
    void applyFetched(List<TakenBatch> batches);

    /** Batches that are applied and not certified. */
    int openCount();
  }

  Catchup(BatchStore store, Loop loop, Peers peers, FetchedCheck check, Target ledger) {
    this.store = store;
    this.loop = loop;
    this.peers = peers;
    this.check = check;
    this.ledger = ledger;
  }

  /** Whether something is missing: what the log hands over waits. */
  boolean isOpen() {
    return target != null;
  }

  /** The log has gone on to this head, which is above what is applied. */
  void skippedTo(LogHead head) {
    LogHead before = target;
    if (before != null && before.height() >= head.height()) {
      return;
    }
    target = head;
    LOG.info("batches missing from={} to={}", ledger.applied().height() + 1, head.height());
    if (before == null) {
      reached = ledger.applied().height();
      reachedHash = ledger.applied().headHash();
      delayMillis = RETRY_MILLIS;
    }
    advance();
  }

  /** The log hands over batches that cannot be applied yet. */
  void handed(List<TakenBatch> batches) {
    StoreWrite write = store.begin();
    batches.forEach(batch -> write.waiting(new WaitingBatch(batch, true)));
    store.write(write, false);
    if (target == null) {
      AppendClaim first = batches.getFirst().claim();
      skippedTo(new LogHead(first.term(), first.height() - 1, first.previousHash()));
    }
  }

  /** Follows the chain through what waits; then fetches what is next, or applies all. */
  private void advance() {
    LogHead head = target;
    if (head == null || applying) {
      return;
    }
    while (reached < head.height()) {
      WaitingBatch next = store.waiting(reached + 1);
      if (next == null || !follows(next.batch())) {
        break;
      }
      reach(next.batch());
    }
    if (reached < head.height()) {
      fetch();
    } else if (reachedHash.equals(head.hash())) {
      applying = true;
      believed = reached;
      apply();
    } else {
      startAgain(head);
    }
  }

  private boolean follows(TakenBatch batch) {
    return batch.claim().height() == reached + 1
        && batch.claim().previousHash().equals(reachedHash);
  }

  private void reach(TakenBatch batch) {
    reached = batch.claim().height();
    reachedHash = batch.claim().hash();
  }

  /** Some member has lied: nothing that was fetched is believed. */
  private void startAgain(LogHead head) {
    LOG.error(
        "ALARM fetched batches do not lead to the log's head height={} hash={} fetched={}",
        head.height(),
        head.hash(),
        reachedHash);
    long first = ledger.applied().height() + 1;
    StoreWrite write = store.begin();
    for (long height = first; height <= head.height(); height++) {
      WaitingBatch waiting = store.waiting(height);
      if (waiting != null && !waiting.handed()) {
        write.noLongerWaiting(height, height + 1);
      }
    }
    store.write(write, false);
    reached = ledger.applied().height();
    reachedHash = ledger.applied().headHash();
    nextPeer++;
    retry();
  }

  private void retry() {
    loop.after(delayMillis, this::advance);
    delayMillis = Math.min(2 * delayMillis, MAX_RETRY_MILLIS);
  }

  private void fetch() {
    List<Address> others = peers.others();
    if (asking || others.isEmpty()) {
      return;
    }
    asking = true;
    Address member = others.get(Math.floorMod(nextPeer, others.size()));
    PeerProto.PeerRequest request =
        PeerProto.PeerRequest.newBuilder()
            .setGetBatches(
                PeerProto.GetBatches.newBuilder()
                    .setFromHeight(reached + 1)
                    .setMaxBytes(MAX_ANSWER_BYTES))
            .build();
    var unused =
        peers
            .ask(member, request, ASK_TIMEOUT)
            .whenComplete(
                (reply, failure) ->
                    loop.execute(
                        () -> {
                          asking = false;
                          if (failure != null || !take(member, reply.getBatches())) {
                            nextPeer++;
                            retry();
                          } else {
                            delayMillis = RETRY_MILLIS;
                            advance();
                          }
                        }));
  }

  /** Whether the answer helped. */
  private boolean take(Address member, PeerProto.Batches wire) {
    LogHead head = target;
    long before = reached;
    StoreWrite write = store.begin();
    try {
      for (PeerProto.PeerBatch proto : wire.getBatchesList()) {
        TakenBatch batch = PeerCodec.fromProto(proto);
        if (head == null || reached == head.height() || !follows(batch)) {
          break;
        }
        if (!check.isAuthentic(networkId(), batch) && !batch.claim().equals(provenVoid)) {
          askForProof(member, batch.claim());
          break;
        }
        write.waiting(new WaitingBatch(batch, false));
        reach(batch);
      }
    } catch (CodecException e) {
      LOG.warn("unreadable batch member={} why={}", member, e.getMessage());
    }
    store.write(write, false);
    return reached > before;
  }

  /** Of the chain that is followed: its first batch may not be applied yet. */
  private NetworkId networkId() {
    State applied = ledger.applied();
    WaitingBatch first = applied.isEmpty() && reached >= 0 ? store.waiting(0) : null;
    return first == null
        ? applied.networkId()
        : new NetworkId(first.batch().claim().hash().value());
  }

  /** Whether these bytes may be anything, because the members found the batch void. */
  private void askForProof(Address member, AppendClaim claim) {
    LOG.warn("fetched bytes do not hash to their hash member={} height={}", member, claim.height());
    PeerProto.PeerRequest request =
        PeerProto.PeerRequest.newBuilder()
            .setGetCertificates(
                PeerProto.GetCertificates.newBuilder().setFromHeight(claim.height()).setLimit(1))
            .build();
    var unused =
        peers
            .ask(member, request, ASK_TIMEOUT)
            .whenComplete(
                (reply, failure) -> {
                  if (failure == null) {
                    loop.execute(() -> proof(claim, reply.getCertificates()));
                  }
                });
  }

  private void proof(AppendClaim claim, PeerProto.Certificates wire) {
    try {
      if (wire.getCertificatesCount() == 1
          && check.provesVoid(
              ledger.applied(), networkId(), claim, LogCodec.fromProto(wire.getCertificates(0)))) {
        provenVoid = claim;
      }
    } catch (CodecException | IllegalArgumentException e) {
      LOG.warn("unreadable certificate height={} why={}", claim.height(), e.getMessage());
    }
  }

  private void apply() {
    if (ledger.openCount() > MAX_OPEN) {
      loop.after(RETRY_MILLIS / 10, this::apply);
      return;
    }
    List<TakenBatch> group = new ArrayList<>(MAX_GROUP);
    State applied = ledger.applied();
    BatchHash hash = applied.headHash();
    while (group.size() < MAX_GROUP) {
      WaitingBatch next = store.waiting(applied.height() + 1 + group.size());
      if (next == null
          || !next.batch().claim().previousHash().equals(hash)
          || !(next.handed() || next.height() <= believed)) {
        break;
      }
      group.add(next.batch());
      hash = next.batch().claim().hash();
    }
    if (!group.isEmpty()) {
      ledger.applyFetched(group);
      loop.execute(this::apply);
      return;
    }
    applying = false;
    LogHead head = target;
    if (head != null && applied.height() < head.height()) {
      reached = applied.height();
      reachedHash = applied.headHash();
      advance(); // the log went on to a later head meanwhile
    } else {
      target = null;
      LOG.info("batches no longer missing height={}", applied.height());
    }
  }
}
