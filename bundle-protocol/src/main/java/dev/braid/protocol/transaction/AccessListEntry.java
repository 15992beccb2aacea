package dev.braid.protocol.transaction;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.util.List;

/** One account of an access list and its storage keys (EIP-2930); both may repeat. */
public record AccessListEntry(Address address, List<Bytes32> storageKeys) {
  public AccessListEntry {
    storageKeys = List.copyOf(storageKeys);
  }
}
