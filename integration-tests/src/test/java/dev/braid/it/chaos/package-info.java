/**
 * Mixed faults against a real cluster, from a seed: the nemesis that does them, the judge that says
 * afterwards whether every promise was kept, and the command that runs both for any time.
 */
@NullMarked
package dev.braid.it.chaos;

import org.jspecify.annotations.NullMarked;
