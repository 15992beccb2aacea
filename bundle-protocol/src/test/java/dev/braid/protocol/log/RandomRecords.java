package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random values of any record of the protocol, from a seed. Small alphabets and short lists on
 * purpose: what could be confused in an encoding is then near each other.
 */
final class RandomRecords {
  private final Random random;

  RandomRecords(long seed) {
    random = new Random(seed);
  }

  <T> T of(Class<T> type) {
    return type.cast(value(type, type));
  }

  private Object value(Class<?> type, Type generic) {
    if (type == int.class || type == Integer.class) {
      return random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(3);
    } else if (type == long.class || type == Long.class) {
      return random.nextInt(4) == 0 ? random.nextLong() : (long) random.nextInt(3);
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return List.of("", "a", "ab", "\u00e9", "\u0000", "\ud83e\uddf5").get(random.nextInt(6));
    } else if (type == BigInteger.class) {
      return new BigInteger(random.nextInt(2) * random.nextInt(257), random);
    } else if (type == Bytes.class) {
      return bytes(random.nextInt(4));
    } else if (type == Bytes32.class) {
      return new Bytes32(bytes(32));
    } else if (type == Address.class) {
      return new Address(bytes(20));
    } else if (type == Signature.class) {
      return new Signature(bytes(65));
    } else if (type == RawTransaction.class) {
      return RawTransaction.of(bytes(random.nextInt(4)));
    } else if (type == ChainId.class) {
      return new ChainId(1 + random.nextInt(3));
    } else if (type == Position.class) {
      return new Position(random.nextInt(3), random.nextInt(3));
    } else if (type == BlockHeader.class) {
      return header();
    } else if (type == Authorization.class) {
      return switch (random.nextInt(3)) {
        case 0 -> new Authorization.Anonymous();
        case 1 -> new Authorization.Typed(of(Signature.class));
        default -> new Authorization.Header();
      };
    } else if (type == List.class) {
      Type item = ((ParameterizedType) generic).getActualTypeArguments()[0];
      List<Object> out = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        out.add(value((Class<?>) item, item));
      }
      return out;
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type == Entry.RoundDecided.class) {
      return decision();
    } else if (type.isRecord()) {
      return record(type);
    }
    throw new IllegalArgumentException("no random value of " + type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      values.add(
          Records.isNullable(component) && random.nextBoolean()
              ? null
              : value(component.getType(), component.getGenericType()));
    }
    return Records.construct(type, values);
  }

  /** Fixed lengths where the format has them. */
  private BlockHeader header() {
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : BlockHeader.class.getRecordComponents()) {
      values.add(
          switch (component.getName()) {
            case "logsBloom" -> bytes(256);
            case "nonce" -> bytes(8);
            default ->
                Records.isNullable(component) && random.nextBoolean()
                    ? null
                    : value(component.getType(), component.getGenericType());
          });
    }
    return (BlockHeader) Records.construct(BlockHeader.class, values);
  }

  /** Included bundles name only rollups that have a block, else there is no outcome to hash. */
  private Entry.RoundDecided decision() {
    List<Entry.RollupDecision> rollups = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Entry.RollupDecision rollup = (Entry.RollupDecision) record(Entry.RollupDecision.class);
      if (rollups.stream().noneMatch(other -> other.chainId().equals(rollup.chainId()))) {
        rollups.add(rollup);
      }
    }
    List<Entry.IncludedBundle> included = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Entry.IncludedBundle bundle = (Entry.IncludedBundle) record(Entry.IncludedBundle.class);
      included.add(
          new Entry.IncludedBundle(
              bundle.id(),
              bundle.slices().stream()
                  .filter(
                      slice -> rollups.stream().anyMatch(r -> r.chainId().equals(slice.chainId())))
                  .toList()));
    }
    List<Entry.RejectedBundle> rejected = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      rejected.add((Entry.RejectedBundle) record(Entry.RejectedBundle.class));
    }
    return new Entry.RoundDecided(rollups, included, rejected);
  }

  private Bytes bytes(int count) {
    byte[] out = new byte[count];
    for (int i = 0; i < count; i++) {
      out[i] = (byte) random.nextInt(2);
    }
    return Bytes.wrap(out);
  }
}
