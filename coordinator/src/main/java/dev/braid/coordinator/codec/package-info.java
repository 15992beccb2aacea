/**
 * Between the values of the protocol and protobuf, both ways: what the store keeps and what the
 * event bus carries. Lossless for every value that the protocol takes; hashes nothing and checks no
 * rule.
 */
@NullMarked
package dev.braid.coordinator.codec;

import org.jspecify.annotations.NullMarked;
