/**
 * Strict decoding of raw Ethereum transactions, sender recovery, and the header rule of Ethereum
 * blocks.
 */
@NullMarked
package dev.braid.protocol.transaction;

import org.jspecify.annotations.NullMarked;
