package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Bytes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records taken apart and put together again with one thing in them changed. */
final class Records {
  private Records() {}

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  static Object construct(Class<?> type, List<@Nullable Object> values) {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static @Nullable Object read(RecordComponent component, Object record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy with one component replaced. */
  static <T extends Record> T with(T record, String name, @Nullable Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      values.add(component.getName().equals(name) ? value : read(component, record));
    }
    @SuppressWarnings("unchecked") // made of the very class of the record
    T copy = (T) construct(record.getClass(), values);
    return copy;
  }

  /** A change and where it was made. */
  record Mutation<T>(String path, T value) {}

  /** The same with a value that may be absent. */
  private record Change(String path, @Nullable Object value) {}

  /**
   * Every copy of the record with exactly one leaf changed: each number, each text, each byte
   * string, each flag, each presence, each list longer, shorter and in another order. Copies that
   * the types refuse are left out.
   */
  static <T> List<Mutation<T>> mutations(T record, Class<T> type) {
    List<Mutation<T>> out = new ArrayList<>();
    for (Mutation<Object> mutation : ofRecord("", record)) {
      out.add(new Mutation<>(mutation.path(), type.cast(mutation.value())));
    }
    return out;
  }

  private static List<Mutation<Object>> ofRecord(String path, Object record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    List<Mutation<Object>> out = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      String name = path + "." + components[i].getName();
      List<@Nullable Object> values = new ArrayList<>();
      for (RecordComponent component : components) {
        values.add(read(component, record));
      }
      Object value = values.get(i);
      List<Change> changes = new ArrayList<>();
      if (value != null) {
        ofValue(name, value).forEach(m -> changes.add(new Change(m.path(), m.value())));
      }
      if (isNullable(components[i])) {
        changes.add(
            value != null
                ? new Change(name + " absent", null)
                : new Change(
                    name + " present", new RandomRecords(i).of(boxed(components[i].getType()))));
      }
      for (Change change : changes) {
        values.set(i, change.value());
        try {
          out.add(new Mutation<>(change.path(), construct(record.getClass(), values)));
        } catch (IllegalArgumentException refused) {
          continue;
        }
      }
    }
    return out;
  }

  private static Class<?> boxed(Class<?> type) {
    return type == long.class ? Long.class : type;
  }

  private static List<Mutation<Object>> ofValue(String path, Object value) {
    return switch (value) {
      case Integer number -> List.of(new Mutation<>(path, number + 1));
      case Long number -> List.of(new Mutation<>(path, number + 1));
      case Boolean flag -> List.of(new Mutation<>(path, !flag));
      case String text -> List.of(new Mutation<>(path, text + "x"));
      case BigInteger number -> List.of(new Mutation<>(path, number.add(BigInteger.ONE)));
      case Bytes bytes -> ofBytes(path, bytes);
      case RawTransaction transaction ->
          ofBytes(path, transaction.raw()).stream()
              .map(m -> new Mutation<Object>(m.path(), RawTransaction.of((Bytes) m.value())))
              .toList();
      case Signature signature -> ofRecord(path, signature);
      case Authorization.Anonymous a -> List.of(new Mutation<>(path, new Authorization.Header()));
      case Authorization.Header h -> List.of(new Mutation<>(path, new Authorization.Anonymous()));
      case Enum<?> constant -> {
        Object[] all = constant.getDeclaringClass().getEnumConstants();
        yield List.of(new Mutation<>(path, all[(constant.ordinal() + 1) % all.length]));
      }
      case List<?> list -> ofList(path, list);
      case Record record -> ofRecord(path, record);
      default -> throw new IllegalArgumentException("no mutation of " + value.getClass());
    };
  }

  private static List<Mutation<Object>> ofBytes(String path, Bytes bytes) {
    List<Mutation<Object>> out = new ArrayList<>();
    for (int i : new int[] {0, bytes.size() / 2, bytes.size() - 1}) {
      if (i >= 0 && i < bytes.size()) {
        byte[] changed = bytes.toArray();
        changed[i] ^= 1;
        out.add(new Mutation<>(path + "[" + i + "]", Bytes.wrap(changed)));
      }
    }
    out.add(
        new Mutation<>(
            path + " longer", Bytes.wrap(Arrays.copyOf(bytes.toArray(), bytes.size() + 1))));
    return out;
  }

  private static List<Mutation<Object>> ofList(String path, List<?> list) {
    List<Mutation<Object>> out = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      for (Mutation<Object> change : ofValue(path + "[" + i + "]", list.get(i))) {
        List<Object> changed = new ArrayList<>(list);
        changed.set(i, change.value());
        out.add(new Mutation<>(change.path(), changed));
      }
    }
    if (!list.isEmpty()) {
      out.add(new Mutation<>(path + " shorter", list.subList(0, list.size() - 1)));
      List<Object> longer = new ArrayList<>(list);
      longer.add(list.getFirst());
      out.add(new Mutation<>(path + " longer", longer));
      if (list.stream().distinct().count() > 1) {
        List<Object> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        out.add(new Mutation<>(path + " reversed", reversed));
      }
    }
    return out;
  }
}
