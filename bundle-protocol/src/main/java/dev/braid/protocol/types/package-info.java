/**
 * Value types: byte strings, hashes, ids, positions and levels. No protocol logic, no encoding but
 * hex.
 */
@NullMarked
package dev.braid.protocol.types;

import org.jspecify.annotations.NullMarked;
