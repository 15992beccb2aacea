/** Tests of the batcher, on real disks. */
@NullMarked
package dev.braid.coordinator.batcher;

import org.jspecify.annotations.NullMarked;
