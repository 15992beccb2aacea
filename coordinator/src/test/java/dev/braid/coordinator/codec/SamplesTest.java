package dev.braid.coordinator.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Bytes that an earlier build wrote, one message a line: type, bytes, what they mean. A build that
 * reads them otherwise could not open the stores of its users. Lines are added, never changed:
 * {@code main(file)} writes those of a new version.
 */
final class SamplesTest {
  private static final String VERSION_1 = "/codec/samples-v1.txt";
  private static final long SEED = 1;

  public static void main(String[] arguments) throws IOException {
    RandomValues values = new RandomValues(SEED);
    List<String> lines = new ArrayList<>();
    for (Class<?> kind : Entry.class.getPermittedSubclasses()) {
      if (Entry.class.isAssignableFrom(kind)) {
        for (int i = 0; i < 3; i++) {
          Entry entry = values.next(kind.asSubclass(Entry.class));
          lines.add(line("entry", EntryCodec.toProto(entry).toByteArray(), entry));
        }
      }
    }
    for (Class<?> kind : LogEvent.class.getPermittedSubclasses()) {
      LogEvent event = values.next(kind.asSubclass(LogEvent.class));
      lines.add(line("event", EventCodec.toProto(event).toByteArray(), event));
    }
    Batch batch = values.next(Batch.class);
    lines.add(line("batch", LogCodec.encode(batch), batch));
    Certificate certificate = values.next(Certificate.class);
    lines.add(line("certificate", LogCodec.encode(certificate), certificate));
    BundleRecord bundle = values.next(BundleRecord.class);
    lines.add(line("record", RecordCodec.encode(bundle), bundle));
    Files.write(Path.of(arguments[0]), lines);
  }

  private static String line(String type, byte[] bytes, Object meaning) {
    return type + "\t" + HexFormat.of().formatHex(bytes) + "\t" + meaning(meaning);
  }

  /** On one line, whatever the texts in it hold. */
  private static String meaning(Object value) {
    return value.toString().replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }

  @Test
  void readsWhatEarlierBuildsWroteAndWritesTheSame() throws IOException {
    List<String> lines;
    try (InputStream file =
        Objects.requireNonNull(SamplesTest.class.getResourceAsStream(VERSION_1))) {
      lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(lines).hasSizeGreaterThan(30);
    for (String line : lines) {
      String[] parts = line.split("\t", 3);
      byte[] bytes = HexFormat.of().parseHex(parts[1]);
      switch (parts[0]) {
        case "entry" -> {
          Entry entry = EntryCodec.fromProto(LogProto.Entry.parseFrom(bytes));
          check(parts, entry, EntryCodec.toProto(entry).toByteArray());
        }
        case "event" -> {
          LogEvent event = EventCodec.fromProto(LogProto.LogEvent.parseFrom(bytes));
          check(parts, event, EventCodec.toProto(event).toByteArray());
        }
        case "batch" -> {
          Batch batch = LogCodec.decodeBatch(bytes);
          check(parts, batch, LogCodec.encode(batch));
        }
        case "certificate" -> {
          Certificate certificate = LogCodec.decodeCertificate(bytes);
          check(parts, certificate, LogCodec.encode(certificate));
        }
        case "record" -> {
          BundleRecord bundle = RecordCodec.decode(bytes);
          check(parts, bundle, RecordCodec.encode(bundle));
        }
        default -> throw new AssertionError("unknown type " + parts[0]);
      }
    }
  }

  private static void check(String[] parts, Object meaning, byte[] again) {
    assertThat(meaning(meaning)).isEqualTo(parts[2]);
    assertThat(HexFormat.of().formatHex(again)).isEqualTo(parts[1]);
  }
}
