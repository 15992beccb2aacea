/**
 * The bundle, its slices, limits, EIP-712 id and life cycle: what a submitter asks for and is told.
 */
@NullMarked
package dev.braid.protocol.bundle;

import org.jspecify.annotations.NullMarked;
