/** What a rollup client promises to the round driver. JDK and protocol types only. */
@NullMarked
package dev.braid.rollup.spi;

import org.jspecify.annotations.NullMarked;
