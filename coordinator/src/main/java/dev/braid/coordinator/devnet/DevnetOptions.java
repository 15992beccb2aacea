package dev.braid.coordinator.devnet;

import java.nio.file.Path;

/**
 * What a devnet is made of.
 *
 * @param directory holds everything that it keeps
 * @param rollups how many, 2 to {@link #MAX_ROLLUPS}; chain ids from 901 up
 * @param nodePort public port of the node
 * @param adminPort administration port of the node
 * @param rollupPort RPC port of the first rollup; the others follow it
 * @param once run the story, check it and end
 */
public record DevnetOptions(
    Path directory, int rollups, int nodePort, int adminPort, int rollupPort, boolean once) {
  public static final int MAX_ROLLUPS = 32;
  static final long FIRST_CHAIN_ID = 901;
}
