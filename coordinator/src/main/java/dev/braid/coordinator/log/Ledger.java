package dev.braid.coordinator.log;

import dev.braid.coordinator.log.Certification.CertifiedStep;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoreWrite;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.coordinator.log.store.StoredHeader;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the state and carries it on: gets every taken batch in order, applies it, writes it and the
 * head, has it certified, and only then writes its index rows and tells of it (D1). Never takes a
 * batch back: one that breaks a rule is kept as void, with an alarm. Two states stand side by side:
 * {@link #applied}, on which the next batch is applied, and {@link #state}, which others see. All
 * but the reading runs on one thread: the log's own, or the loop of a cluster's ledger.
 */
public final class Ledger implements TakenBatches, LedgerReader, Catchup.Target {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final BatchStore store;
  private final BatchApplier applier;
  private final Checkpoints checkpoints;
  private final boolean isTheLog;
  private final OpenRows rows;
  private final SignedHeights heights;
  private final EvidenceBook evidence;
  private final SignatureCounts counts = new SignatureCounts();
  private final Certification certification;
  private final CertifiedReads reads;
  private final @Nullable Catchup catchup;
  private final Set<Address> firstMembers;
  private final List<CertifiedBatch.Listener> listeners = new CopyOnWriteArrayList<>();
  private final NavigableMap<Long, CompletableFuture<Void>> flushes = new TreeMap<>();

  // Changed by the ledger's thread alone.
  private volatile State applied;
  private volatile State state;
  private long handed;

  /** The ledger of a log of one member, whose only copy the store is. */
  static Ledger solo(LedgerParts parts) {
    return new Ledger(parts, null);
  }

  /** The ledger of a member of a cluster; it signs from {@link #start} on. */
  static Ledger of(LedgerParts parts, ClusterLinks links) {
    return new Ledger(parts, links);
  }

  private Ledger(LedgerParts parts, @Nullable ClusterLinks links) {
    this.store = parts.store();
    this.applier = parts.applier();
    this.checkpoints = parts.checkpoints();
    this.isTheLog = links == null;
    this.rows = parts.rows();
    this.heights = parts.heights();
    this.evidence = new EvidenceBook(store);
    this.reads = new CertifiedReads(store, this::certifiedHeight);
    this.state = parts.recovered().certified();
    this.applied = parts.recovered().applied();
    this.handed = applied.height();
    this.firstMembers = links == null ? Set.of() : Set.copyOf(links.members());
    this.certification =
        new Certification(
            parts.certifier(),
            heights,
            evidence,
            links == null ? SignatureExchange.none() : exchange(links),
            counts,
            past(),
            state.height(),
            this::certified);
    this.catchup =
        links == null
            ? null
            : new Catchup(
                store,
                links.loop(),
                links.peers(),
                new FetchedCheck(parts.certifier().secp256k1(), links.members()),
                this);
    parts.recovered().open().forEach(certification::applied);
  }

  private SignatureExchange exchange(ClusterLinks links) {
    return new PeerSignatures(
        links.loop(),
        links.peers(),
        new PeerSignatures.Listener() {
          @Override
          public void heardAll(List<SignedBatch> signed) {
            certification.heardAll(signed);
          }

          @Override
          public void late() {
            certification.signFetched();
          }
        });
  }

  private Certification.Past past() {
    return new Certification.Past() {
      @Override
      public @Nullable Certificate at(long height) {
        return height < 0 ? null : store.certificate(height);
      }

      @Override
      public NetworkId networkId() {
        return state.networkId();
      }
    };
  }

  /**
   * From now on this member signs: first what the store holds, which is synced before. In a cluster
   * called when no other member has seen it sign more (OLD_DATA).
   */
  void start() {
    store.sync();
    certification.durable(applied.height());
    certification.start();
  }

  /** Listeners are called in the order in which they were added. */
  public void addListener(CertifiedBatch.Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void take(List<TakenBatch> batches, LogHead head) {
    List<TakenBatch> next = new ArrayList<>(batches.size());
    for (TakenBatch batch : batches) {
      if (batch.claim().height() <= applied.height()) {
        checkSame(batch.claim().height(), batch.claim().hash());
      } else {
        next.add(batch);
      }
    }
    if (next.isEmpty()) {
      return;
    }
    Catchup gap = catchup;
    long first = next.getFirst().claim().height();
    if (gap != null && (gap.isOpen() || first > applied.height() + 1)) {
      gap.handed(next);
    } else {
      apply(next, head.term(), false);
    }
    handed = Math.max(handed, next.getLast().claim().height());
    flush();
  }

  /** O1: the log says of a height what it said before. */
  private void checkSame(long height, BatchHash hash) {
    StoredHeader header = store.header(height);
    if (header == null || !header.hash().equals(hash)) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          store.name()
              + " is damaged, or another log's: batch "
              + height
              + " is "
              + (header == null ? "missing" : header.hash())
              + ", the log says "
              + hash);
    }
  }

  private void apply(List<TakenBatch> batches, long term, boolean fetched) {
    List<Step> steps = new ArrayList<>(batches.size());
    StoreWrite write = store.begin();
    State before = applied;
    for (TakenBatch batch : batches) {
      Step step = step(batch, before, fetched);
      write.batch(new StoredBatch(step.header(), batch.bytes()));
      steps.add(step);
      before = step.state();
    }
    AppendClaim last = batches.getLast().claim();
    write.head(new LogHead(term, last.height(), last.hash()));
    if (fetched) {
      write.noLongerWaiting(batches.getFirst().claim().height(), last.height() + 1);
    }
    store.write(write, isTheLog || fetched);
    applied = before;
    steps.forEach(certification::applied);
    if (fetched) {
      certification.fetched(last.height());
    } else if (isTheLog) {
      certification.durable(last.height());
    } else {
      certification.carryOn();
    }
  }

  private Step step(TakenBatch batch, State before, boolean fetched) {
    return switch (applier.apply(before, batch, rows)) {
      case ApplyResult.Applied done -> {
        checkFirstMembers(before, done.state());
        yield Step.of(
            batch.claim(),
            null,
            done.events(),
            before,
            done.state(),
            rows.add(done.events(), done.state().timeMillis()),
            fetched);
      }
      case ApplyResult.Void broken ->
          Step.of(
              batch.claim(),
              broken.violation(),
              List.of(),
              before,
              broken.state(),
              NewRows.NONE,
              fetched);
      case ApplyResult.Stop stop ->
          throw new StoreException(StoreException.Kind.UNKNOWN_FORMAT, stop.why());
    };
  }

  /** A network begins with the members that all of them are configured with, or not at all. */
  private void checkFirstMembers(State before, State after) {
    List<Address> members = after.parameters().members();
    if (!isTheLog && before.isEmpty() && !firstMembers.equals(Set.copyOf(members))) {
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          "the first batch names the members "
              + members
              + ", this node is configured with "
              + firstMembers
              + ": it does not sign it");
    }
  }

  @Override
  public void applyFetched(List<TakenBatch> batches) {
    apply(batches, batches.getLast().claim().term(), true);
  }

  @Override
  public void durable(long height) {
    certification.durable(height);
  }

  @Override
  public void skippedTo(LogHead head) {
    if (head.height() <= applied.height()) {
      if (!head.isEmpty()) {
        checkSame(head.height(), head.hash());
      }
      return;
    }
    if (catchup == null) {
      throw new IllegalStateException("a log of one member skips nothing");
    }
    catchup.skippedTo(head);
    handed = Math.max(handed, head.height());
    flush();
  }

  @Override
  public CompletionStage<Void> flushed(long height) {
    CompletableFuture<Void> done = flushes.computeIfAbsent(height, h -> new CompletableFuture<>());
    flush();
    return done.minimalCompletionStage();
  }

  private void flush() {
    if (flushes.isEmpty() || flushes.firstKey() > handed) {
      return;
    }
    store.sync();
    while (!flushes.isEmpty() && flushes.firstKey() <= handed) {
      flushes.pollFirstEntry().getValue().complete(null);
    }
  }

  /** Writes what certified batches made, then tells of them in order (D1). */
  private void certified(List<CertifiedStep> steps) {
    StoreWrite write = store.begin();
    Map<BundleId, BundleRecord> bundles = new LinkedHashMap<>();
    for (CertifiedStep certified : steps) {
      bundles.putAll(certified.step().rows().bundles());
      certified.step().rows().decided().forEach(write::decided);
      write.certificate(certified.certificate());
    }
    bundles.values().forEach(write::bundle);
    heights.writeTo(write);
    // Not synced: lost in a crash all of it is made again, the same.
    store.write(write, false);
    for (CertifiedStep certified : steps) {
      rows.written(certified.step().rows());
      announce(certified);
    }
  }

  private void announce(CertifiedStep certified) {
    Step step = certified.step();
    CertifiedBatch batch =
        new CertifiedBatch(
            step.claim(), step.violation(), step.events(), step.state(), certified.certificate());
    if (step.isVoid()) {
      LOG.error(
          "ALARM void batch height={} proposer={} violation={}",
          step.height(),
          proposer(step),
          step.violation());
    }
    state = step.state();
    checkpoints.consider(step.state());
    for (CertifiedBatch.Listener listener : listeners) {
      try {
        listener.certified(batch);
      } catch (RuntimeException e) {
        LOG.error("listener failed height={}", batch.height(), e);
      }
    }
  }

  /** Whoever led the term; of a void first batch of a term what it says itself. */
  private String proposer(Step step) {
    if (step.claim().term() == step.state().term()) {
      return step.state().leader().toHex();
    }
    StoredBatch stored = store.batch(step.height());
    Batch batch = stored == null ? null : CertifiedReads.decodeVoid(stored);
    if (batch != null) {
      for (Entry entry : batch.entries()) {
        if (entry instanceof Entry.LeaderClaimed claimed) {
          return claimed.member().toHex();
        }
      }
    }
    return "unknown, of term " + step.claim().term();
  }

  /** A member tells what it has signed. */
  void told(Address from, SignedBatch signed) {
    certification.told(from, signed);
  }

  /** What is known of who signed batches that are not certified. */
  List<SignedBatch> collected(long fromHeight, int limit) {
    return certification.collected(fromHeight, limit);
  }

  /** The newest batch that a member is known to have signed. */
  @Nullable SignedBatch newestSigned(Address member) {
    return certification.newestSigned(member);
  }

  @Override
  public int openCount() {
    return certification.openCount();
  }

  @Override
  public State applied() {
    return applied;
  }

  /** What became of the signatures that other members sent. */
  public SignatureCounts signatureCounts() {
    return counts;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public long certifiedHeight() {
    return state.height();
  }

  @Override
  public long appliedHeight() {
    return applied.height();
  }

  @Override
  public List<Equivocation> evidence() {
    return evidence.entries();
  }

  @Override
  public @Nullable BundleRecord bundle(BundleId id) {
    return store.bundle(id);
  }

  @Override
  public @Nullable CertifiedRow batch(long height) {
    return reads.batch(height);
  }

  @Override
  public List<DecidedBlock> decidedBlocks(ChainId chainId, long from, int limit) {
    return reads.decidedBlocks(chainId, from, limit);
  }

  @Override
  public Set<TransactionHash> transactionsSince(long timeMillis) {
    return reads.transactionsSince(timeMillis);
  }
}
