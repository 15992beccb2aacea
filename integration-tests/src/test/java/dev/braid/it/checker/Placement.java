package dev.braid.it.checker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rollup shows a slice.
 *
 * @param places one list for each transaction of the slice
 */
record Placement(SentBundle.Slice slice, List<List<Chain.Place>> places) {

  static Placement of(SentBundle.Slice slice, Chain chain) {
    return new Placement(slice, slice.hashes().stream().map(chain::find).toList());
  }

  boolean complete() {
    return places.stream().noneMatch(List::isEmpty);
  }

  /** The place of the first transaction, if the slice stands whole, contiguous and in order. */
  Chain.@Nullable Place whole() {
    if (!complete()) {
      return null;
    }
    Chain.Place first = places.get(0).get(0);
    for (int i = 1; i < places.size(); i++) {
      Chain.Place place = places.get(i).get(0);
      boolean next =
          place.block().number() == first.block().number() && place.index() == first.index() + i;
      if (!next) {
        return null;
      }
    }
    return first;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("chain " + slice.chainId() + " shows");
    for (List<Chain.Place> of : places) {
      text.append(of.isEmpty() ? " none" : "");
      of.forEach(place -> text.append(' ').append(place.block().number() + "/" + place.index()));
    }
    return text.toString();
  }
}
