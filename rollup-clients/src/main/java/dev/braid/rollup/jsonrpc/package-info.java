/** JSON-RPC transport over web3j, shared by clients that speak to Ethereum nodes. */
@NullMarked
package dev.braid.rollup.jsonrpc;

import org.jspecify.annotations.NullMarked;
