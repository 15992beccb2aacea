/**
 * Stories of a cluster of three real members, one for each fault: what happens, that service goes
 * on, and that afterwards every promise was kept.
 */
@NullMarked
package dev.braid.it.system.cluster;

import org.jspecify.annotations.NullMarked;
