/** The checker on trial: rollups driven by hand, with planted bugs and lies that it must find. */
@NullMarked
package dev.braid.it.fake;

import org.jspecify.annotations.NullMarked;
