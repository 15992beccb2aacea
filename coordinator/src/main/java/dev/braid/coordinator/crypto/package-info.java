/**
 * Native secp256k1, which the pure modules may not hold. Nothing but the choice of an
 * implementation lives here; both compute the same.
 */
@NullMarked
package dev.braid.coordinator.crypto;

import org.jspecify.annotations.NullMarked;
