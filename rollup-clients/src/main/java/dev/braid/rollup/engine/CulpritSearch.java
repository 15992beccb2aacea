package dev.braid.rollup.engine;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.types.Address;
import dev.braid.rollup.driver.SentTransaction;
import dev.braid.rollup.driver.SliceWalk;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import dev.braid.rollup.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** One search of {@link Culprits}. */
final class CulpritSearch {
  private final SliceWalk walk;
  private final List<List<SentTransaction>> slices;
  private final Map<Address, AccountState> before;
  private final long leastGas;
  private final ListBuilds builds;
  private final Map<Integer, SliceFailure> failures = new TreeMap<>();

  /**
   * @param leastGas gas that the block has in any case
   */
  CulpritSearch(
      SliceWalk walk,
      List<List<SentTransaction>> slices,
      Map<Address, AccountState> before,
      long leastGas,
      ListBuilds builds) {
    this.walk = walk;
    this.slices = slices;
    this.before = before;
    this.leastGas = leastGas;
    this.builds = builds;
  }

  /** A transaction's place, behind those of the slices that are still there. */
  private record Place(int slice, int index, SentTransaction transaction) {}

  /**
   * @param failure of the list of all slices that are still there
   */
  CompletableFuture<PrepareOutcome> run(JsonRpcReply.Failure failure) {
    return blame(walk.failures(before, failures.keySet())) ? rebuild() : explain(failure);
  }

  /** Whether a slice was blamed that was not before. */
  private boolean blame(List<SliceFailure> found) {
    found.forEach(failure -> failures.putIfAbsent(failure.slice(), failure));
    return !found.isEmpty();
  }

  private CompletableFuture<PrepareOutcome> rebuild() {
    List<Place> list = list();
    if (list.isEmpty() || builds.isShortOfTime()) {
      return refused();
    }
    return builds
        .failure(transactions(list))
        .thenCompose(failure -> failure.isPresent() ? run(failure.get()) : refused());
  }

  private CompletableFuture<PrepareOutcome> refused() {
    return answer(new PrepareOutcome.Refused(List.copyOf(failures.values())));
  }

  private CompletableFuture<PrepareOutcome> explain(JsonRpcReply.Failure failure) {
    Refusal refusal = builds.classify(failure);
    return switch (refusal.kind()) {
      case FULL -> failures.isEmpty() ? full(failure) : refused();
      case NOT_HEAD, NO_METHOD ->
          throw new TroubleException(Trouble.BAD_ANSWER, "the engine changes its mind: " + failure);
      case TRANSACTION -> transaction(refusal, failure);
    };
  }

  private CompletableFuture<PrepareOutcome> transaction(
      Refusal refusal, JsonRpcReply.Failure failure) {
    List<Place> list = list();
    Predicate<SentTransaction> fits = refusal.suspects();
    List<Integer> suspects =
        fits == null ? List.of() : positions(list, place -> fits.test(place.transaction));
    if (suspects.size() == 1) {
      return blameAndGoOn(list.get(suspects.get(0)), refusal.code(), failure);
    }
    if (suspects.isEmpty()) {
      return halve(list, refusal, failure);
    }
    return firstFailing(list, suspects)
        .thenCompose(at -> blameAndGoOn(list.get(at), refusal.code(), failure));
  }

  /** The words do not tell which: an engine that takes no list at all blames nobody. */
  private CompletableFuture<PrepareOutcome> halve(
      List<Place> list, Refusal refusal, JsonRpcReply.Failure failure) {
    return builds
        .failure(List.of())
        .thenCompose(
            ofNothing -> {
              if (ofNothing.isPresent()) {
                throw new TroubleException(
                    Trouble.REFUSED, "the engine builds no block at all: " + words(failure));
              }
              return firstFailing(list, positions(list, place -> true));
            })
        .thenCompose(at -> blameAndGoOn(list.get(at), refusal.code(), failure));
  }

  private CompletableFuture<PrepareOutcome> blameAndGoOn(
      Place culprit, ReasonCode code, JsonRpcReply.Failure failure) {
    blame(List.of(walk.failure(culprit.slice, culprit.index, code, failure.message())));
    // What used a nonce behind the culprit's fails with it: seen without asking the engine.
    blame(walk.failures(before, failures.keySet()));
    return rebuild();
  }

  /** How many slices fit. */
  private CompletableFuture<PrepareOutcome> full(JsonRpcReply.Failure failure) {
    List<Place> list = list();
    List<Integer> ends =
        positions(list, place -> place.index == slices.get(place.slice).size() - 1);
    long gas = 0;
    int sure = 0;
    for (int i = 0; i < ends.size(); i++) {
      gas += gasLimit(list, ends.get(i));
      if (gas <= leastGas) {
        sure = i + 1;
      }
    }
    List<Integer> unsure = ends.subList(Math.min(sure, ends.size() - 1), ends.size());
    return firstFailing(list, unsure)
        .thenCompose(
            at -> {
              int fits = list.get(at).slice;
              if (fits > 0) {
                return answer(new PrepareOutcome.Full(fits));
              }
              List<Integer> first = positions(list, place -> place.slice == 0);
              return firstFailing(list, first)
                  .thenCompose(one -> blameAndGoOn(list.get(one), ReasonCode.GAS_LIMIT, failure));
            });
  }

  /** Gas that the slice which ends at this position may use. */
  private long gasLimit(List<Place> list, int end) {
    long gas = 0;
    for (SentTransaction transaction : slices.get(list.get(end).slice)) {
      gas += transaction.content() == null ? 0 : transaction.content().gasLimit();
    }
    return gas;
  }

  /**
   * The first of some positions of a list up to which it fails. The whole list fails, and what
   * fails up to a position fails up to every later one: halving finds it.
   */
  private CompletableFuture<Integer> firstFailing(List<Place> list, List<Integer> positions) {
    if (positions.size() == 1) {
      return CompletableFuture.completedFuture(positions.get(0));
    }
    int half = positions.size() / 2;
    return builds
        .failure(transactions(list.subList(0, positions.get(half - 1) + 1)))
        .thenCompose(
            failure ->
                firstFailing(
                    list,
                    failure.isPresent()
                        ? positions.subList(0, half)
                        : positions.subList(half, positions.size())));
  }

  private List<Place> list() {
    List<Place> list = new ArrayList<>();
    for (int slice = 0; slice < slices.size(); slice++) {
      if (!failures.containsKey(slice)) {
        for (int i = 0; i < slices.get(slice).size(); i++) {
          list.add(new Place(slice, i, slices.get(slice).get(i)));
        }
      }
    }
    return list;
  }

  private static List<Integer> positions(List<Place> list, Predicate<Place> wanted) {
    return IntStream.range(0, list.size()).filter(i -> wanted.test(list.get(i))).boxed().toList();
  }

  private static List<SentTransaction> transactions(List<Place> list) {
    return list.stream().map(Place::transaction).toList();
  }

  private static String words(JsonRpcReply.Failure failure) {
    return failure.code() + ": " + failure.message();
  }

  private static CompletableFuture<PrepareOutcome> answer(PrepareOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
