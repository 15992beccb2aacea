/**
 * The rules of the architecture, checked on the compiled classes: who may know whom, each rule with
 * its reason.
 */
@NullMarked
package dev.braid.it.architecture;

import org.jspecify.annotations.NullMarked;
