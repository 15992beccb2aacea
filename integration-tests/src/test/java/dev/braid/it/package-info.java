/** Tests with real processes, and the rules of the architecture. Nothing depends on it. */
@NullMarked
package dev.braid.it;

import org.jspecify.annotations.NullMarked;
