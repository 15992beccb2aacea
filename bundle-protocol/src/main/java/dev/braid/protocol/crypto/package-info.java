/** Hashing and signatures behind small interfaces; no protocol rule lives here. */
@NullMarked
package dev.braid.protocol.crypto;

import org.jspecify.annotations.NullMarked;
