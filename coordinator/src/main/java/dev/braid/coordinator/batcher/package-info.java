/**
 * Puts bundles and the rounds' entries into batches: one loop that dedupes, drafts by the log's own
 * rules, appends, and answers when a batch is certified; and the verticle that carries requests to
 * it.
 */
@NullMarked
package dev.braid.coordinator.batcher;

import org.jspecify.annotations.NullMarked;
