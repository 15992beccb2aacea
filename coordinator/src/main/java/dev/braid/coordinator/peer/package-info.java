/** What members say to each other beside the log: signatures, missing batches, clocks, status. */
@NullMarked
package dev.braid.coordinator.peer;

import org.jspecify.annotations.NullMarked;
