/**
 * System tests: stories told by real processes, each checked by the independent checker in the end.
 */
@NullMarked
package dev.braid.it.system;

import org.jspecify.annotations.NullMarked;
