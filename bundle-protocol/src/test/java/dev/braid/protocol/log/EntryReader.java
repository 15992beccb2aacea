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
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries back from their canonical encoding by the rules of docs/protocol.md: fields in
 * order, each by its type. That every encoding reads back to what was written shows that no two
 * entries share one.
 */
final class EntryReader {
  private static final List<Class<? extends Entry>> KINDS =
      List.of(
          Entry.NetworkStarted.class,
          Entry.ParametersChanged.class,
          Entry.BundleSequenced.class,
          Entry.BundleCancelled.class,
          Entry.BundlesDropped.class,
          Entry.RoundDecided.class,
          Entry.RollupAdopted.class,
          Entry.LeaderClaimed.class,
          Entry.RollupChanged.class,
          Entry.MemberChanged.class);

  private EntryReader() {}

  static List<Class<? extends Entry>> kinds() {
    return KINDS;
  }

  static Entry read(EntryEncoding encoding) {
    Class<? extends Entry> type = KINDS.get(encoding.kind() - 1);
    CanonicalReader in = new CanonicalReader(encoding.rest());
    if (in.u8() != 1) {
      throw new MalformedValueException("version");
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      boolean isHead = type == Entry.BundleSequenced.class && component.getName().equals("id");
      values.add(
          isHead
              ? new dev.braid.protocol.types.BundleId(new Bytes32(encoding.head()))
              : component(in, component));
    }
    in.end();
    return (Entry) Records.construct(type, values);
  }

  private static @Nullable Object component(CanonicalReader in, RecordComponent component) {
    if (Records.isNullable(component) && !in.bool()) {
      return null;
    }
    if (component.getDeclaringRecord() == BlockHeader.class) {
      switch (component.getName()) {
        case "logsBloom" -> {
          return in.fixed(256);
        }
        case "nonce" -> {
          return in.fixed(8);
        }
        default -> {}
      }
    }
    return value(in, component.getType(), component.getGenericType());
  }

  private static Object value(CanonicalReader in, Class<?> type, Type generic) {
    if (type == int.class) {
      return in.u32();
    } else if (type == long.class || type == Long.class) {
      return in.u64();
    } else if (type == boolean.class) {
      return in.bool();
    } else if (type == String.class) {
      return in.text();
    } else if (type == BigInteger.class) {
      return new BigInteger(1, in.bytes().toArray());
    } else if (type == Bytes.class) {
      return in.bytes();
    } else if (type == Bytes32.class) {
      return in.bytes32();
    } else if (type == Address.class) {
      return in.address();
    } else if (type == Signature.class) {
      return new Signature(in.fixed(65));
    } else if (type == RawTransaction.class) {
      return RawTransaction.of(in.bytes());
    } else if (type == ChainId.class) {
      return new ChainId(in.u64());
    } else if (type == Position.class) {
      return new Position(in.u64(), in.u32());
    } else if (type == Authorization.class) {
      return switch (in.u8()) {
        case 0 -> new Authorization.Anonymous();
        case 1 -> new Authorization.Typed(new Signature(in.fixed(65)));
        case 2 -> new Authorization.Header();
        default -> throw new MalformedValueException("authorization");
      };
    } else if (type == List.class) {
      Type item = ((ParameterizedType) generic).getActualTypeArguments()[0];
      return in.list(each -> value(each, (Class<?>) item, item));
    } else if (type.isEnum()) {
      // Reason codes take four bytes, as the list of reasons may grow long.
      int code = type.getSimpleName().equals("ReasonCode") ? in.u32() : in.u8();
      for (Object constant : type.getEnumConstants()) {
        if (codeOf(constant) == code) {
          return constant;
        }
      }
      throw new MalformedValueException("no " + type + " has code " + code);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      values.add(component(in, component));
    }
    return Records.construct(type, values);
  }

  static int codeOf(Object constant) {
    try {
      Method code = constant.getClass().getMethod("code");
      return (int) code.invoke(constant);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
