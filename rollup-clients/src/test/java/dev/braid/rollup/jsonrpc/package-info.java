/** The transport against servers that misbehave. */
@NullMarked
package dev.braid.rollup.jsonrpc;

import org.jspecify.annotations.NullMarked;
