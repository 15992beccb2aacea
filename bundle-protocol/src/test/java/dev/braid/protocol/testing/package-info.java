/** Fixtures for tests of this and other modules: published vectors, keys, transactions, bundles. */
@NullMarked
package dev.braid.protocol.testing;

import org.jspecify.annotations.NullMarked;
