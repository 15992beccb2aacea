/** Tests of how members are told to stand. */
@NullMarked
package dev.braid.coordinator.status;

import org.jspecify.annotations.NullMarked;
