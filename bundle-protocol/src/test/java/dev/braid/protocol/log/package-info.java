/** Tests of the log's rules, and the small network they run on. */
@NullMarked
package dev.braid.protocol.log;

import org.jspecify.annotations.NullMarked;
