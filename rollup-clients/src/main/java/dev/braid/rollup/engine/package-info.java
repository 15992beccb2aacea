/**
 * The rollup client for execution engines that speak the Engine API (execution-apis, {@code
 * src/engine}). A candidate is a block that the engine has executed and that is not its head:
 * nobody sees it before it is adopted. How an engine is made to build one from an explicit list is
 * a {@code Strategy}; everything else is the same for every engine.
 *
 * <p>Nothing that an engine says about a candidate is taken unchecked: list, header, hash, requests
 * and receipts are compared with each other. Nothing is kept of a candidate either, for a decided
 * block is built again from the log.
 */
@NullMarked
package dev.braid.rollup.engine;

import org.jspecify.annotations.NullMarked;
