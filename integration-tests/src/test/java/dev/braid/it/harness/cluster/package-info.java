/**
 * A cluster of real nodes: member processes on addresses of their own, in network namespaces whose
 * wires can be cut where the system allows that, with rollups that all of them reach, and the
 * nemesis that kills, stops and parts them. Nothing here judges.
 */
@NullMarked
package dev.braid.it.harness.cluster;

import org.jspecify.annotations.NullMarked;
