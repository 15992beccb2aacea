package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;

/** A member's signature over something that its context names. */
public record MemberSignature(Address member, Signature signature) {}
