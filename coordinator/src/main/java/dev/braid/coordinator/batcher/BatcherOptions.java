package dev.braid.coordinator.batcher;

/**
 * Limits of the batcher.
 *
 * @param appendsInFlight batches on their way at once, 1 to 4
 * @param maxRequests requests that are not answered yet; more are refused with {@code QUEUE_FULL}
 * @param maxRequestBytes bytes of those requests; more are refused with {@code QUEUE_FULL}
 * @param targetBatchBytes a batch takes no further bundle beyond this: an entry of the rounds must
 *     not wait for a very large one
 */
public record BatcherOptions(
    int appendsInFlight, int maxRequests, long maxRequestBytes, int targetBatchBytes) {
  public static final BatcherOptions DEFAULT =
      new BatcherOptions(
          /* appendsInFlight= */ 1,
          /* maxRequests= */ 8_192,
          /* maxRequestBytes= */ 256L << 20,
          /* targetBatchBytes= */ 256 << 10);

  public BatcherOptions {
    if (appendsInFlight < 1 || appendsInFlight > 4) {
      throw new IllegalArgumentException("appendsInFlight must be 1 to 4: " + appendsInFlight);
    }
  }

  public BatcherOptions withAppendsInFlight(int value) {
    return new BatcherOptions(value, maxRequests, maxRequestBytes, targetBatchBytes);
  }

  public BatcherOptions withMaxRequests(int value) {
    return new BatcherOptions(appendsInFlight, value, maxRequestBytes, targetBatchBytes);
  }
}
