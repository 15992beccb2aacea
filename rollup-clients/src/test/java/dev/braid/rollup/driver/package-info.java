/** What the clients share. */
@NullMarked
package dev.braid.rollup.driver;

import org.jspecify.annotations.NullMarked;
