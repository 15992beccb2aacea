/**
 * What an operator sees: health, metrics of the log, the registry. Metrics are in base units and
 * use the words of the design; nothing here changes what the node does.
 */
@NullMarked
package dev.braid.coordinator.telemetry;

import org.jspecify.annotations.NullMarked;
