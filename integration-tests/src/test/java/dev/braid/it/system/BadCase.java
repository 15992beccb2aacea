package dev.braid.it.system;

import org.jspecify.annotations.Nullable;

/**
 * A request that is refused.
 *
 * @param httpStatus of the answer
 * @param field path that the error names; empty = not looked at
 * @param limit that the error names; null = not looked at
 */
record BadCase(
    String name,
    String body,
    int httpStatus,
    int code,
    String reason,
    String field,
    @Nullable Long limit) {}
