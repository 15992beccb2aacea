package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing that {@code apply} reads stands outside the hash, and no two entries share one. */
class EntryEncodingTest {
  private static final int SAMPLES = 300;

  @Test
  void everyEncodingReadsBackToWhatWasWritten() {
    for (Class<? extends Entry> kind : EntryReader.kinds()) {
      for (long seed = 0; seed < SAMPLES; seed++) {
        Entry entry = new RandomRecords(seed).of(kind);
        assertThat(EntryReader.read(EntryEncoding.of(entry)))
            .as("%s seed %s", kind.getSimpleName(), seed)
            .isEqualTo(entry);
      }
    }
  }

  @Test
  void everyChangeOfAnyFieldChangesTheLeafHash() {
    int changes = 0;
    for (Class<? extends Entry> kind : EntryReader.kinds()) {
      for (long seed = 0; seed < 20; seed++) {
        Entry entry = new RandomRecords(seed).of(kind);
        Bytes32 leaf = EntryEncoding.of(entry).leaf();
        for (Records.Mutation<Entry> mutation : Records.mutations(entry, Entry.class)) {
          changes++;
          try {
            assertThat(EntryEncoding.of(mutation.value()).leaf())
                .as("%s seed %s %s", kind.getSimpleName(), seed, mutation.path())
                .isNotEqualTo(leaf);
          } catch (MalformedValueException refused) {
            // Has no encoding at all: such a batch is void.
            continue;
          }
        }
      }
    }
    assertThat(changes).isGreaterThan(5_000);
  }

  @Test
  void entriesShareALeafHashOnlyWhenEqual() {
    Map<Bytes32, Entry> seen = new HashMap<>();
    for (Class<? extends Entry> kind : EntryReader.kinds()) {
      for (long seed = 0; seed < SAMPLES; seed++) {
        Entry entry = new RandomRecords(1_000 + seed).of(kind);
        Entry other = seen.put(EntryEncoding.of(entry).leaf(), entry);
        if (other != null) {
          assertThat(other).isEqualTo(entry);
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(EntryReader.kinds().size() * SAMPLES / 2);
  }

  @Test
  void everyFieldOfABatchIsInItsHash() {
    Batch batch =
        new Batch(
            7,
            new BatchHash(Bytes32.ZERO),
            3,
            1_000,
            List.of(
                new Entry.LeaderClaimed(Address.ZERO),
                new Entry.RollupAdopted(
                    new ChainId(1), 2, new dev.braid.protocol.types.BlockHash(Bytes32.ZERO))));
    NetworkId network = new NetworkId(Bytes32.ZERO);
    BatchHash hash = BatchHeader.of(batch).hash(network);
    for (Records.Mutation<Batch> mutation : Records.mutations(batch, Batch.class)) {
      assertThat(BatchHeader.of(mutation.value()).hash(network))
          .as(mutation.path())
          .isNotEqualTo(hash);
    }
    assertThat(BatchHeader.of(batch).hash(NetworkId.fromHex("0x" + "01".repeat(32))))
        .isNotEqualTo(hash);
  }

  @Test
  void theFirstBatchIsHashedWithoutItsOwnHash() {
    Batch first =
        new Batch(
            0, new BatchHash(Bytes32.ZERO), 1, 1, List.of(new Entry.LeaderClaimed(Address.ZERO)));
    assertThat(BatchHeader.of(first).hash(NetworkId.fromHex("0x" + "01".repeat(32))))
        .isEqualTo(BatchHeader.of(first).hash(new NetworkId(Bytes32.ZERO)));
  }

  @Test
  void whatHasNoCanonicalFormIsRefused() {
    List<Runnable> writes = new ArrayList<>();
    writes.add(() -> new CanonicalWriter().text("\ud800"));
    writes.add(() -> new CanonicalWriter().quantity(java.math.BigInteger.ONE.negate()));
    writes.add(() -> new CanonicalWriter().quantity(java.math.BigInteger.TWO.pow(256)));
    writes.add(() -> new CanonicalWriter().fixed(Bytes.EMPTY, 8));
    for (Runnable write : writes) {
      assertThatExceptionOfType(MalformedValueException.class).isThrownBy(write::run);
    }
  }
}
