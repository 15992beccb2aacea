/** Tests of what a devnet writes; what it does is tested with real processes elsewhere. */
@NullMarked
package dev.braid.coordinator.devnet;

import org.jspecify.annotations.NullMarked;
