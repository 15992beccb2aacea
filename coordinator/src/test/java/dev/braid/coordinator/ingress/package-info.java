/**
 * Tests of the public port: a real server in this process, the rest of the node played by tests.
 */
@NullMarked
package dev.braid.coordinator.ingress;

import org.jspecify.annotations.NullMarked;
