/**
 * A JVM agent that reaches named points of a round from outside the node's code and kills there:
 * the node itself, or the process of a rollup. Production classes know nothing of it.
 */
@NullMarked
package dev.braid.it.agent;

import org.jspecify.annotations.NullMarked;
