package dev.braid.rollup.driver;

import dev.braid.protocol.types.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what a revert returned: Solidity's {@code Error(string)} and {@code Panic(uint256)}. */
public final class RevertData {
  private static final Bytes ERROR = Bytes.fromHex("0x08c379a0");
  private static final Bytes PANIC = Bytes.fromHex("0x4e487b71");
  private static final int WORD = 32;

  private RevertData() {}

  /** The text of the error, or null when the data is of another form. */
  public static @Nullable String reason(Bytes data) {
    if (data.size() < 4 + WORD) {
      return null;
    }
    Bytes selector = data.slice(0, 4);
    if (selector.equals(PANIC)) {
      return "panic 0x" + word(data, 4).toString(16);
    }
    if (!selector.equals(ERROR)) {
      return null;
    }
    // ABI: offset of the string from the first word, there its length, then its bytes.
    BigInteger offset = word(data, 4);
    if (offset.bitLength() > 30 || 4 + offset.intValue() + WORD > data.size()) {
      return null;
    }
    int lengthAt = 4 + offset.intValue();
    BigInteger length = word(data, lengthAt);
    if (length.bitLength() > 30 || lengthAt + WORD + length.intValue() > data.size()) {
      return null;
    }
    int from = lengthAt + WORD;
    return new String(
        data.slice(from, from + length.intValue()).unsafeArray(), StandardCharsets.UTF_8);
  }

  private static BigInteger word(Bytes data, int at) {
    return new BigInteger(1, data.slice(at, at + WORD).unsafeArray());
  }
}
