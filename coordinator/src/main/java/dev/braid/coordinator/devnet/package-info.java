/**
 * The devnet: rollups on anvil or geth and one or more nodes as processes of their own, and a story
 * that shows what bundles do. Knows a node only through its command line, its files and its public
 * API.
 */
@NullMarked
package dev.braid.coordinator.devnet;

import org.jspecify.annotations.NullMarked;
