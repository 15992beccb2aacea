/**
 * The replicated log on Hazelcast's CP subsystem: what makes its Raft groups durable, starts a
 * member, lets only members in, and appends on the member that leads. All use of Hazelcast's
 * internals is here, for the one version that {@code VersionPinTest} names. No rule of the log
 * lives here: the groups' threads call {@code AppendRule} and nothing else.
 */
@NullMarked
package dev.braid.coordinator.log.hazelcast;

import org.jspecify.annotations.NullMarked;
