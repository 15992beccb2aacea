/**
 * The node's configuration: one YAML file, read strictly into one small record per concern. Unknown
 * and doubled keys are refused by name and line. Nothing here opens anything but that file and the
 * secrets that it names.
 */
@NullMarked
package dev.braid.coordinator.config;

import org.jspecify.annotations.NullMarked;
