package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.CertificateAssembly;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.NetworkId;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a store offline, every batch from the first: the chain of hashes, roots and hashes
 * computed again, every rule by {@code apply} (O1, O2, A1), certificates (D3) and index rows. Reads
 * only, as the store stands when it is opened, and works beside a running node.
 */
public final class LogVerification {
  private final BatchStore store;
  private final Secp256k1 secp256k1;
  private final BatchApplier applier;
  private final ExpectedRows rows;
  private final OpenRows open;
  private State state = State.empty();
  private long voids;
  private long entries;
  private long uncertified;

  private LogVerification(BatchStore store, Secp256k1 secp256k1) {
    this.store = store;
    this.secp256k1 = secp256k1;
    this.applier = new BatchApplier(new Log(secp256k1));
    this.rows = new ExpectedRows(store);
    this.open = new OpenRows(store);
  }

  /** What was found. */
  public sealed interface Result {
    /**
     * Everything holds.
     *
     * @param batches void ones included
     * @param entries of batches that are not void
     * @param uncertified newest batches whose certificate was not yet written: the next start makes
     *     it
     * @param evidence members that signed two batches at one height (D4)
     */
    record Sound(
        NetworkId networkId,
        LogHead head,
        long batches,
        long voids,
        long entries,
        long bundles,
        long decidedBlocks,
        long uncertified,
        List<Equivocation> evidence)
        implements Result {
      public Sound {
        evidence = List.copyOf(evidence);
      }
    }

    /**
     * The first thing that does not hold.
     *
     * @param height of the batch, or -1 when it is the store as a whole
     */
    record Fault(long height, String why) implements Result {}
  }

  /**
   * Checks the store in this directory. Blocks.
   *
   * @param progress told the height of each batch that was checked
   * @throws StoreException when there is no store, or none that this build can judge
   */
  public static Result run(Path directory, Secp256k1 secp256k1, LongConsumer progress) {
    try (BatchStore store = BatchStore.openReadOnly(directory)) {
      return new LogVerification(store, secp256k1).verify(progress);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      return new Result.Fault(-1, String.valueOf(e.getMessage()));
    }
  }

  private Result verify(LongConsumer progress) {
    LogHead head = store.head();
    store.appendRule(); // the chain of hashes, no height missing
    while (state.height() < head.height()) {
      long height = state.height() + 1;
      String problem;
      try {
        problem = next(store.requireBatch(height));
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.DAMAGED) {
          throw e;
        }
        problem = String.valueOf(e.getMessage());
      }
      if (problem != null) {
        return new Result.Fault(height, problem);
      }
      progress.accept(height);
    }
    String problem = rows.finish();
    if (problem != null) {
      return new Result.Fault(-1, problem);
    }
    List<Equivocation> evidence = store.evidence();
    for (Equivocation found : evidence) {
      String refuted = found.problem(secp256k1);
      if (refuted != null || !found.networkId().equals(state.networkId())) {
        return new Result.Fault(
            found.height(), "the evidence against member " + found.member() + " does not hold");
      }
    }
    return new Result.Sound(
        state.networkId(),
        head,
        head.height() + 1,
        voids,
        entries,
        rows.bundles(),
        rows.decidedBlocks(),
        uncertified,
        evidence);
  }

  private @Nullable String next(StoredBatch stored) {
    State before = state;
    // Index rows are written with the certificate.
    boolean hasRows = store.certificate(stored.header().height()) != null;
    boolean isVoid = stored.header().isVoid();
    BatchApplier.Read read = applier.apply(before, stored, open);
    switch (read.result()) {
      case ApplyResult.Stop stop ->
          throw new StoreException(StoreException.Kind.UNKNOWN_FORMAT, stop.why());
      case ApplyResult.Void broken -> {
        if (!isVoid) {
          return "breaks a rule and is not marked void: " + broken.violation();
        }
        voids++;
        state = broken.state();
      }
      case ApplyResult.Applied applied -> {
        if (isVoid) {
          return "is marked void and breaks no rule";
        }
        state = applied.state();
        if (!hasRows) {
          open.add(applied.events(), state.timeMillis());
        }
        entries += read.batch() == null ? 0 : read.batch().entries().size();
        for (LogEvent event : hasRows ? applied.events() : List.<LogEvent>of()) {
          String problem = rows.follow(event, state.timeMillis());
          if (problem != null) {
            return problem;
          }
        }
      }
    }
    return certificateProblem(before, isVoid);
  }

  private @Nullable String certificateProblem(State before, boolean isVoid) {
    Certificate certificate = store.certificate(state.height());
    if (certificate == null) {
      uncertified++;
      return null;
    }
    if (uncertified > 0) {
      return "has a certificate, the batch before it has none";
    }
    CertificateAssembly expected = CertificateAssembly.begin(before, state, isVoid);
    if (certificate.height() != expected.height()
        || certificate.memberSet() != expected.memberSet()
        || certificate.isVoid() != isVoid
        || !certificate.batchHash().equals(expected.batchHash())) {
      return "its certificate is that of another batch";
    }
    String problem =
        Certificates.problem(
            secp256k1, expected.networkId(), expected.members(), expected.quorum(), certificate);
    return problem == null ? null : "its certificate does not hold: " + problem;
  }
}
