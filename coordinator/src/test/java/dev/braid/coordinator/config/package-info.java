/** Tests of the configuration. */
@NullMarked
package dev.braid.coordinator.config;

import org.jspecify.annotations.NullMarked;
