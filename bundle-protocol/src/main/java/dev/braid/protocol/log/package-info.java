/**
 * The replicated log as pure values: batches, entries, canonical encoding, Merkle proofs,
 * certificates, receipts, the append rule, and {@code apply}.
 */
@NullMarked
package dev.braid.protocol.log;

import org.jspecify.annotations.NullMarked;
