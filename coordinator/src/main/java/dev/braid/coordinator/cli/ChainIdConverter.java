package dev.braid.coordinator.cli;

import dev.braid.protocol.types.ChainId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A chain id, decimal or {@code 0x} hex. */
final class ChainIdConverter implements ITypeConverter<ChainId> {
  @Override
  public ChainId convert(String text) {
    try {
      return new ChainId(Long.decode(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("a chain id, decimal or 0x hex, got \"" + text + "\"");
    }
  }
}
