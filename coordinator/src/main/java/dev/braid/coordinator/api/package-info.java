/**
 * The shapes of the public API (api.md): JSON in, values out, and values in, JSON out. Strict about
 * what it reads, pure, and without knowledge of transport, store or bus.
 */
@NullMarked
package dev.braid.coordinator.api;

import org.jspecify.annotations.NullMarked;
