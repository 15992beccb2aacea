package dev.braid.rollup.spi;

/**
 * Asked before each request of a call that goes to an engine, on the thread that is about to write
 * it: engines know no term, so who lost the right to drive them must stop by itself (A2, design
 * 6.6). Never blocks. What was on the wire already is for the next leader to repair.
 */
@FunctionalInterface
public interface CallFence {
  /** For calls that need no right: reading, tests, one node without others. */
  CallFence ALWAYS = () -> true;

  /** Whether the request may still be sent; once false it stays so. */
  boolean isOpen();
}
