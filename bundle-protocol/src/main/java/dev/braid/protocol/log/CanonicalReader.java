package dev.braid.protocol.log;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CanonicalWriter} wrote.
 *
 * <p>Every method throws {@link MalformedValueException} when the bytes are not such an encoding.
 */
final class CanonicalReader {
  private final byte[] buffer;
  private int at;

  CanonicalReader(Bytes bytes) {
    buffer = bytes.unsafeArray();
  }

  int u8() {
    return buffer[advance(1)] & 0xFF;
  }

  int u32() {
    return ByteBuffer.wrap(buffer, advance(4), 4).getInt();
  }

  long u64() {
    return ByteBuffer.wrap(buffer, advance(8), 8).getLong();
  }

  boolean bool() {
    return switch (u8()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new MalformedValueException("neither absent nor present");
    };
  }

  Bytes32 bytes32() {
    return new Bytes32(fixed(Bytes32.SIZE));
  }

  Address address() {
    return new Address(fixed(Address.SIZE));
  }

  Bytes fixed(int length) {
    int from = advance(length);
    byte[] out = new byte[length];
    System.arraycopy(buffer, from, out, 0, length);
    return Bytes.wrap(out);
  }

  Bytes bytes() {
    return fixed(u32());
  }

  String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes().unsafeArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedValueException("text is not UTF-8");
    }
  }

  <T> List<T> list(Function<CanonicalReader, T> each) {
    int count = u32();
    // An item takes a byte at least: no count can make this allocate more than there is.
    if (count < 0 || count > buffer.length - at) {
      throw new MalformedValueException("more items than bytes");
    }
    List<T> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      out.add(each.apply(this));
    }
    return out;
  }

  <T> @Nullable T optional(Function<CanonicalReader, T> read) {
    return bool() ? read.apply(this) : null;
  }

  void end() {
    if (at != buffer.length) {
      throw new MalformedValueException("bytes left over");
    }
  }

  private int advance(int count) {
    if (count < 0 || count > buffer.length - at) {
      throw new MalformedValueException("bytes end too early");
    }
    int from = at;
    at += count;
    return from;
  }
}
