/**
 * Asynchronous JSON-RPC over HTTP, shared by clients that speak to Ethereum nodes: transport on
 * web3j's HTTP client, typed failures, and the reading of blocks and quantities. Nothing here knows
 * what a candidate is.
 */
@NullMarked
package dev.braid.rollup.jsonrpc;

import org.jspecify.annotations.NullMarked;
