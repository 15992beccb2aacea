/** Tests of the API's shapes. */
@NullMarked
package dev.braid.coordinator.api;

import org.jspecify.annotations.NullMarked;
