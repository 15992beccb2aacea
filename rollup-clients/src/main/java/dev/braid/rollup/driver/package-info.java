/**
 * What the clients share that drive an engine by JSON-RPC: turns, deadlines and fences, reads of
 * accounts, and reasons. Nothing here knows a kind of engine.
 */
@NullMarked
package dev.braid.rollup.driver;

import org.jspecify.annotations.NullMarked;
