/**
 * How geth is found, given a chain of its own and started, so that the client for the Engine API
 * can drive it. Knows files and command lines only: nothing here starts a rollup or speaks to one,
 * except for asking a program for its version.
 */
@NullMarked
package dev.braid.rollup.geth;

import org.jspecify.annotations.NullMarked;
