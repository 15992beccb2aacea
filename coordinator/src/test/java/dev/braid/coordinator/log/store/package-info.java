/** Tests of the batch store, with files that are damaged on purpose. */
@NullMarked
package dev.braid.coordinator.log.store;

import org.jspecify.annotations.NullMarked;
