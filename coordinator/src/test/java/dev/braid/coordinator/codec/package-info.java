/** Round trips of every kind, and messages that are none. */
@NullMarked
package dev.braid.coordinator.codec;

import org.jspecify.annotations.NullMarked;
