/** Tests of the log, on real disks. */
@NullMarked
package dev.braid.coordinator.log;

import org.jspecify.annotations.NullMarked;
