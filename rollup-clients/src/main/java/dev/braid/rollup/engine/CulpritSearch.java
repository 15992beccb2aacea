package dev.braid.rollup.engine;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import dev.braid.rollup.driver.SentTransaction;
import dev.braid.rollup.driver.SliceWalk;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.SliceFailure;
import dev.braid.rollup.spi.Trouble;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** One search of {@link Culprits}. */
final class CulpritSearch {
  /** In place of a position: the time for the search is over. */
  private static final int NO_TIME = -1;

  private final SliceWalk walk;
  private final List<List<SentTransaction>> slices;
  private final Map<Address, AccountState> before;
  private final long leastGas;
  private final ListBuilds builds;

  /** By slice, what the engine named. */
  private final Map<Integer, SliceFailure> named = new TreeMap<>();

  /** By slice, all that is known: these are left out. */
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
    Set<Integer> known = Set.copyOf(failures.keySet());
    walkAgain();
    return failures.keySet().equals(known) ? explain(failure) : rebuild();
  }

  /**
   * What shows in nonces depends on what stands before: it is told anew for each slice that the
   * engine named.
   */
  private void walkAgain() {
    failures.clear();
    failures.putAll(named);
    walk.failures(before, named.keySet())
        .forEach(failure -> failures.put(failure.slice(), failure));
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
    List<Integer> suspects = suspects(list, refusal);
    if (suspects.isEmpty()) {
      return halve(list, refusal, failure);
    }
    return firstFailing(list, suspects)
        .thenCompose(at -> blameAndGoOn(list, at, refusal.code(), failure));
  }

  private List<Integer> suspects(List<Place> list, Refusal refusal) {
    Predicate<SentTransaction> fits = refusal.suspects();
    if (fits == null) {
      return List.of();
    }
    List<Integer> suspects = positions(list, place -> fits.test(place.transaction));
    if (refusal.code() == ReasonCode.INSUFFICIENT_FUNDS && suspects.size() > 1) {
      Set<SentTransaction> affordable = affordable(list);
      suspects =
          suspects.stream().filter(at -> !affordable.contains(list.get(at).transaction)).toList();
    }
    return suspects;
  }

  /**
   * What its sender can pay for in any case: only its own transactions take from an account that
   * has no code.
   */
  private Set<SentTransaction> affordable(List<Place> list) {
    Map<Address, BigInteger> left = new HashMap<>();
    before.forEach((sender, account) -> left.put(sender, account.balance()));
    Set<SentTransaction> affordable = new HashSet<>();
    for (Place place : list) {
      Transaction content = place.transaction.content();
      Address sender = place.transaction.sender();
      BigInteger has = sender == null ? null : left.get(sender);
      if (content != null && sender != null && has != null) {
        BigInteger rest = has.subtract(SentTransaction.cost(content));
        left.put(sender, rest);
        if (rest.signum() >= 0) {
          affordable.add(place.transaction);
        }
      }
    }
    return affordable;
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
        .thenCompose(at -> blameAndGoOn(list, at, refusal.code(), failure));
  }

  /**
   * @param at position of the culprit, or {@link #NO_TIME}
   */
  private CompletableFuture<PrepareOutcome> blameAndGoOn(
      List<Place> list, int at, ReasonCode code, JsonRpcReply.Failure failure) {
    if (at == NO_TIME) {
      return failures.isEmpty()
          ? answer(
              new PrepareOutcome.RefusedAsWhole(
                  "no time to find out who is to blame for " + words(failure)))
          : refused();
    }
    Place culprit = list.get(at);
    named.put(culprit.slice, walk.failure(culprit.slice, culprit.index, code, failure.message()));
    walkAgain();
    return rebuild();
  }

  /** How many slices fit. */
  private CompletableFuture<PrepareOutcome> full(JsonRpcReply.Failure failure) {
    List<Place> list = list();
    List<Integer> ends =
        positions(list, place -> place.index == slices.get(place.slice).size() - 1);
    int sure = surelyFitting(list, ends);
    return firstFailing(list, ends.subList(Math.min(sure, ends.size() - 1), ends.size()))
        .thenCompose(
            at -> {
              int fits = at == NO_TIME ? sure : list.get(at).slice;
              if (fits > 0) {
                return answer(new PrepareOutcome.Full(fits));
              }
              List<Integer> first = positions(list, place -> place.slice == 0);
              return firstFailing(list, first)
                  .thenCompose(one -> blameAndGoOn(list, one, ReasonCode.GAS_LIMIT, failure));
            });
  }

  /** How many slices fit even if each uses all the gas that it asks for. */
  private int surelyFitting(List<Place> list, List<Integer> ends) {
    long gas = 0;
    for (int i = 0; i < ends.size(); i++) {
      gas += gasLimit(list, ends.get(i));
      if (gas > leastGas) {
        return i;
      }
    }
    return ends.size();
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
   * The first of some positions of a list up to which it fails, or {@link #NO_TIME}. The whole list
   * fails, and what fails up to a position fails up to every later one: halving finds it.
   */
  private CompletableFuture<Integer> firstFailing(List<Place> list, List<Integer> positions) {
    if (positions.size() == 1) {
      return CompletableFuture.completedFuture(positions.get(0));
    }
    if (builds.isShortOfTime()) {
      return CompletableFuture.completedFuture(NO_TIME);
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
