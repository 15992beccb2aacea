/** How Braid speaks to rollups. Nothing here knows the coordinator or Vert.x. */
@NullMarked
package dev.braid.rollup;

import org.jspecify.annotations.NullMarked;
