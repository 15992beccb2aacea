package dev.braid.rollup.jsonrpc;

import java.time.Duration;

/**
 * Limits of one {@link JsonRpcClient}.
 *
 * @param connectTimeout most time for the TCP (and TLS) handshake
 * @param maxResponseBytes longer answers are refused unread
 * @param maxBatchCalls most calls of one batch
 * @param maxConcurrent most requests on the way at once; more wait
 */
public record JsonRpcLimits(
    Duration connectTimeout, int maxResponseBytes, int maxBatchCalls, int maxConcurrent) {
  /**
   * 64 MiB holds the receipts of a block of 30 million gas that consists of logs; 2,000 calls a
   * batch are {@code accounts} of 1,000 addresses.
   */
  public static final JsonRpcLimits DEFAULT =
      new JsonRpcLimits(Duration.ofSeconds(1), 64 << 20, 2_000, 16);
}
