/**
 * The node's public port: HTTP and WebSocket, JSON-RPC 2.0, limits, and every check of a request
 * that costs. Event loops only parse HTTP and route; decoding, signatures and reads of the store
 * run on bounded workers. What passes goes to the batcher or the rounds over the event bus.
 */
@NullMarked
package dev.braid.coordinator.ingress;

import org.jspecify.annotations.NullMarked;
