package dev.braid.rollup.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.types.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RevertDataTest {
  private static final String WORD_32 = "00".repeat(31) + "20";

  @Test
  void readsAnErrorString() {
    assertThat(reason("08c379a0" + WORD_32 + "00".repeat(31) + "02" + "6e6f" + "00".repeat(30)))
        .isEqualTo("no");
  }

  @Test
  void readsAPanic() {
    assertThat(reason("4e487b71" + "00".repeat(31) + "11")).isEqualTo("panic 0x11");
  }

  @Test
  void saysNothingOfOtherData() {
    assertThat(reason("")).isNull();
    assertThat(reason("deadbeef")).isNull();
    assertThat(reason("deadbeef" + WORD_32)).isNull();
    assertThat(reason("08c379a0")).isNull();
    assertThat(reason("08c379a0" + WORD_32)).as("no length").isNull();
    assertThat(reason("08c379a0" + "ff".repeat(32))).as("offset out of range").isNull();
    assertThat(reason("08c379a0" + WORD_32 + "ff".repeat(32))).as("length out of range").isNull();
    assertThat(reason("08c379a0" + WORD_32 + "00".repeat(31) + "02" + "6e")).isNull();
  }

  private static @Nullable String reason(String hex) {
    return RevertData.reason(Bytes.fromHex("0x" + hex));
  }
}
