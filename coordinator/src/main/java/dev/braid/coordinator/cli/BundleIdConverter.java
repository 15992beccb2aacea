package dev.braid.coordinator.cli;

import dev.braid.protocol.types.BundleId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A bundle id: 32 bytes as hex. */
final class BundleIdConverter implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    try {
      return BundleId.fromHex(text).toHex();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("expected 0x and 64 hex digits");
    }
  }
}
