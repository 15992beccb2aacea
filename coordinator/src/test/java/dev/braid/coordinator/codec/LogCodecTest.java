package dev.braid.coordinator.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.types.BatchHash;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LogCodecTest {
  private static final int ROUNDS = 300;
  private final long seed = new Random().nextLong();
  private final RandomValues values = new RandomValues(seed);

  static Stream<Class<?>> entryKinds() {
    return Arrays.stream(Entry.class.getPermittedSubclasses())
        .filter(Entry.class::isAssignableFrom);
  }

  static Stream<Class<?>> eventKinds() {
    return Arrays.stream(LogEvent.class.getPermittedSubclasses())
        .filter(LogEvent.class::isAssignableFrom);
  }

  @ParameterizedTest
  @MethodSource("entryKinds")
  void returnsEveryEntryAsItWas(Class<? extends Entry> kind) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Entry entry = values.next(kind);
      byte[] wire = EntryCodec.toProto(entry).toByteArray();
      assertThat(EntryCodec.fromProto(LogProto.Entry.parseFrom(wire)))
          .as("seed %d", seed)
          .isEqualTo(entry);
    }
  }

  @ParameterizedTest
  @MethodSource("entryKinds")
  void numbersTheKindsAsTheHashDoes(Class<? extends Entry> kind) {
    Entry entry = values.next(kind);
    assertThat(EntryCodec.toProto(entry).getKindCase().getNumber()).isEqualTo(entry.kind());
  }

  @ParameterizedTest
  @MethodSource("eventKinds")
  void returnsEveryEventAsItWas(Class<? extends LogEvent> kind) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      LogEvent event = values.next(kind);
      byte[] wire = EventCodec.toProto(event).toByteArray();
      assertThat(EventCodec.fromProto(LogProto.LogEvent.parseFrom(wire)))
          .as("seed %d", seed)
          .isEqualTo(event);
    }
  }

  @Test
  void returnsBatchesCertificatesAndRecordsAsTheyWere() {
    for (int i = 0; i < ROUNDS; i++) {
      Batch batch =
          new Batch(
              i,
              values.next(BatchHash.class),
              values.next(Long.class),
              i,
              List.of(values.next(Entry.class), values.next(Entry.class)));
      assertThat(LogCodec.decodeBatch(LogCodec.encode(batch))).as("seed %d", seed).isEqualTo(batch);
      Certificate certificate = values.next(Certificate.class);
      assertThat(LogCodec.decodeCertificate(LogCodec.encode(certificate)))
          .as("seed %d", seed)
          .isEqualTo(certificate);
      BundleRecord bundle = values.next(BundleRecord.class);
      assertThat(RecordCodec.decode(RecordCodec.encode(bundle)))
          .as("seed %d", seed)
          .isEqualTo(bundle);
    }
  }

  @Test
  void refusesBytesThatAreNoBatchAndNeverFailsOtherwise() {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] wire = LogCodec.encode(values.next(Batch.class));
      byte[] damaged = Arrays.copyOf(wire, random.nextInt(wire.length + 1));
      for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(LogCodec.decodeBatch(damaged)).isNotNull();
      } catch (CodecException expected) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  @Test
  void refusesAKindOfEntryThatItDoesNotKnow() throws InvalidProtocolBufferException {
    LogProto.Entry unknown =
        LogProto.Entry.parseFrom(new byte[] {(byte) 0xfa, 0x01, 0x00}); // field 31, empty message
    assertThatThrownBy(() -> EntryCodec.fromProto(unknown))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("unknown kind of entry");
  }

  @Test
  void refusesEnumsWithoutAValue() {
    assertThatThrownBy(() -> ValueCodec.level(LogProto.Level.LEVEL_UNSPECIFIED))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> ValueCodec.bundleState(LogProto.BundleState.BUNDLE_STATE_UNSPECIFIED))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> ValueCodec.reason(LogProto.Reason.getDefaultInstance()))
        .isInstanceOf(CodecException.class);
  }
}
