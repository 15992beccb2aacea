/**
 * One thread of control: tasks in order, and timers. The logic that runs on a loop has no locks and
 * no threads of its own, so that a simulation can run a whole cluster of it in one thread.
 */
@NullMarked
package dev.braid.coordinator.loop;

import org.jspecify.annotations.NullMarked;
