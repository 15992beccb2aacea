package dev.braid.coordinator.codec;

import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random values of any protocol type, made from the shapes of the records themselves: a component
 * that is added later is filled without a word here.
 */
public final class RandomValues {
  private final Random random;

  public RandomValues(long seed) {
    this.random = new Random(seed);
  }

  public <T> T next(Class<T> type) {
    return type.cast(value(type));
  }

  private Object value(Class<?> type) {
    if (type == Bytes.class) {
      return bytes(random.nextInt(80));
    } else if (type == Bytes32.class) {
      return new Bytes32(bytes(32));
    } else if (type == Address.class) {
      return new Address(bytes(20));
    } else if (type == Signature.class) {
      return new Signature(bytes(65));
    } else if (type == RawTransaction.class) {
      return RawTransaction.of(bytes(1 + random.nextInt(200)));
    } else if (type == ChainId.class) {
      return new ChainId(1 + random.nextLong(ChainId.MAX));
    } else if (type == BigInteger.class) {
      return new BigInteger(random.nextInt(257), random);
    } else if (type == long.class || type == Long.class) {
      return random.nextInt(4) == 0 ? 0L : random.nextLong(Long.MAX_VALUE);
    } else if (type == int.class) {
      return random.nextInt(4) == 0 ? 0 : random.nextInt(Integer.MAX_VALUE);
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return random
          .ints(random.nextInt(20), ' ', 0x800)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
    } else if (type.isEnum()) {
      Object[] all = type.getEnumConstants();
      return all[random.nextInt(all.length)];
    } else if (type.isSealed()) {
      Class<?>[] all = type.getPermittedSubclasses();
      return value(all[random.nextInt(all.length)]);
    } else if (type.isRecord()) {
      return record(type);
    }
    throw new IllegalArgumentException("no random value of " + type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = component(components[i].getAnnotatedType());
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private @Nullable Object component(AnnotatedType type) {
    if (type.isAnnotationPresent(Nullable.class) && random.nextInt(3) == 0) {
      return null;
    }
    if (type instanceof AnnotatedParameterizedType list
        && ((ParameterizedType) list.getType()).getRawType() == List.class) {
      AnnotatedType element = list.getAnnotatedActualTypeArguments()[0];
      List<Object> values = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        values.add(value((Class<?>) element.getType()));
      }
      return List.copyOf(values);
    }
    return value((Class<?>) type.getType());
  }

  private Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
