/** Tests of the replicated log, from one file's bytes to three real members. */
@NullMarked
package dev.braid.coordinator.log.hazelcast;

import org.jspecify.annotations.NullMarked;
