/** The pure parts of Braid. Nothing here does I/O, reads a clock, starts a thread or logs. */
@NullMarked
package dev.braid.protocol;

import org.jspecify.annotations.NullMarked;
