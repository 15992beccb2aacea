/**
 * The independent atomicity checker: judges what rollups show against what a node told (A1, O2). It
 * reads the rollups' own RPC and imports nothing of {@code dev.braid} outside this package, so that
 * an error in Braid's own hashing, encoding or clients cannot hide itself here.
 */
@NullMarked
package dev.braid.it.checker;

import org.jspecify.annotations.NullMarked;
