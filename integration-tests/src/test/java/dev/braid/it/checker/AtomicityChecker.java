package dev.braid.it.checker;

import dev.braid.it.checker.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges a quiet network: every bundle stands on all its rollups or on none (A1), contiguous, in
 * order of position, none reverted unless allowed, each transaction at most once (O2), nothing
 * foreign, and what the node told of it is true.
 */
public final class AtomicityChecker {
  private final Map<Long, Chain> chains = new TreeMap<>();
  private final List<Violation> violations = new ArrayList<>();

  /** How many distinct bundles brought a transaction, by chain and hash. */
  private final Map<String, Integer> bringers = new HashMap<>();

  /** Which landed bundle explains a transaction that a block shows. */
  private final Map<String, String> explained = new HashMap<>();

  private AtomicityChecker(Map<Long, String> rollups) {
    rollups.forEach((chainId, url) -> chains.put(chainId, Chain.read(chainId, url)));
  }

  /**
   * @param rollups RPC URL by chain id; their blocks are this network's from block 1 on
   * @param sent every bundle that was sent, with the node's last word on it
   */
  public static Verdict check(Map<Long, String> rollups, Collection<SentBundle> sent) {
    return new AtomicityChecker(rollups).judge(sent);
  }

  private Verdict judge(Collection<SentBundle> sent) {
    Map<String, SentBundle> bundles = new LinkedHashMap<>();
    sent.forEach(bundle -> bundles.put(bundle.id(), bundle));
    for (SentBundle bundle : bundles.values()) {
      for (SentBundle.Slice slice : bundle.slices()) {
        slice.hashes().forEach(hash -> bringers.merge(key(slice.chainId(), hash), 1, Integer::sum));
      }
    }
    List<Landed> landed = new ArrayList<>();
    bundles.forEach((id, bundle) -> judge(id, bundle, landed));
    for (Chain chain : chains.values()) {
      judgeBlocks(chain);
    }
    new OrderCheck(violations).check(landed);
    return new Verdict(List.copyOf(violations), bundles.size(), landed.size(), explained.size());
  }

  private void judge(String id, SentBundle bundle, List<Landed> landed) {
    List<Placement> placements = new ArrayList<>();
    for (SentBundle.Slice slice : bundle.slices()) {
      Chain chain = chains.get(slice.chainId());
      if (chain != null) {
        placements.add(Placement.of(slice, chain));
      } else if (bundle.told() != null) {
        add(Kind.UNTRUE, id, "accepted for chain " + slice.chainId() + ", which does not exist");
      }
    }
    ToldCheck told = new ToldCheck(id, bundle, violations);
    told.checkShape();
    boolean stands = anyOfItsOwn(placements) || (told.saysLanded() && noneOfItsOwn(placements));
    if (!stands) {
      told.checkNothingLanded();
      return;
    }
    Landed found = new Landed(id, bundle, new LinkedHashMap<>());
    for (Placement placement : placements) {
      Chain.Place first = placement.whole();
      if (first == null) {
        Kind kind = placement.complete() ? Kind.SPLIT_SLICE : Kind.PARTIAL;
        add(kind, id, placement + ", told " + told.state());
      } else {
        found.first().put(placement.slice(), first);
      }
      explain(id, placement);
    }
    if (found.first().size() == bundle.slices().size()) {
      landed.add(found);
      found.first().forEach((slice, first) -> judgeSlice(found, slice, first));
      told.checkLanded(found.first());
    }
  }

  private boolean anyOfItsOwn(List<Placement> placements) {
    for (Placement placement : placements) {
      for (int i = 0; i < placement.places().size(); i++) {
        if (own(placement, i) && !placement.places().get(i).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean noneOfItsOwn(List<Placement> placements) {
    for (Placement placement : placements) {
      for (int i = 0; i < placement.places().size(); i++) {
        if (own(placement, i)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether no other bundle brought this transaction: then its presence is this bundle's doing. */
  private boolean own(Placement placement, int index) {
    SentBundle.Slice slice = placement.slice();
    return bringers.getOrDefault(key(slice.chainId(), slice.hashes().get(index)), 0) == 1;
  }

  private void explain(String id, Placement placement) {
    for (int i = 0; i < placement.places().size(); i++) {
      if (placement.places().get(i).isEmpty()) {
        continue;
      }
      String hash = placement.slice().hashes().get(i);
      String other = explained.put(key(placement.slice().chainId(), hash), id);
      if (other != null) {
        add(Kind.TWICE, id, "transaction " + hash + " stands for bundle " + other + " too");
      }
    }
  }

  private void judgeSlice(Landed bundle, SentBundle.Slice slice, Chain.Place first) {
    Chain.Block block = first.block();
    for (int i = 0; i < slice.hashes().size(); i++) {
      Chain.Executed executed = block.executed().get(first.index() + i);
      if (!executed.success() && !slice.mayRevert().contains(executed.hash())) {
        add(Kind.REVERTED, bundle.id(), executed.hash() + " on chain " + slice.chainId());
      }
    }
    bounds(bundle.id(), "block number", block.number(), slice.minBlock(), slice.maxBlock());
    SentBundle sent = bundle.sent();
    bounds(bundle.id(), "timestamp", block.timestamp(), sent.minTimestamp(), sent.maxTimestamp());
  }

  private void bounds(String id, String what, long value, long min, long max) {
    if (value < min || (max != 0 && value > max)) {
      add(Kind.OUT_OF_BOUNDS, id, what + " " + value + " is not in " + min + ".." + max);
    }
  }

  private void judgeBlocks(Chain chain) {
    String parent = "";
    for (Chain.Block block : chain.blocks()) {
      String name = "block " + chain.chainId() + "/" + block.number();
      if (!HeaderHash.of(block.header()).equals(block.hash())) {
        add(Kind.BROKEN_CHAIN, name, "its header hashes to " + HeaderHash.of(block.header()));
      }
      if (block.number() > 0 && !block.header().path("parentHash").asText().equals(parent)) {
        add(Kind.BROKEN_CHAIN, name, "its parent is not " + parent);
      }
      parent = block.hash();
      for (Chain.Executed executed : block.executed()) {
        if (!explained.containsKey(key(chain.chainId(), executed.hash()))) {
          add(
              Kind.FOREIGN,
              name,
              "transaction " + executed.hash() + " belongs to no landed bundle");
        }
        if (chain.find(executed.hash()).size() > 1) {
          add(Kind.TWICE, name, "transaction " + executed.hash() + " stands more than once");
        }
      }
    }
  }

  private void add(Kind kind, String subject, String what) {
    violations.add(new Violation(kind, subject, what));
  }

  private static String key(long chainId, String hash) {
    return chainId + "/" + hash;
  }

  /**
   * A bundle that stands whole on all its rollups, with the place of each slice's first
   * transaction.
   */
  record Landed(String id, SentBundle sent, Map<SentBundle.Slice, Chain.Place> first) {}
}
