package dev.braid.it.harness.cluster;

import java.util.List;

/** Machines for members: an address each, and wires between them that may be cut. */
public interface Hosts extends AutoCloseable {
  /** Network namespaces where they are allowed, else loopback addresses. */
  static Hosts open(int members) {
    return Namespaces.allowed() ? new Namespaces(members) : new Loopbacks();
  }

  /** Where members reach what runs outside of their machines. */
  String outside();

  String address(int member);

  /** The words before a command that make it run on that machine, under the same process id. */
  List<String> on(int member);

  /** Whether wires can be cut here. */
  boolean canCut();

  /**
   * From now on every packet between the two is lost, in both directions and silently, as by a
   * broken switch. Both still reach the outside.
   */
  void cut(int one, int other);

  /** Mends all wires. */
  void heal();

  @Override
  void close();
}
