package dev.braid.coordinator.simulation;

import dev.braid.coordinator.log.store.Family;
import dev.braid.coordinator.log.store.MemoryDisk;
import dev.braid.coordinator.log.store.RowDisk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's disk as one of its lives has it: the life may end at any write, before it or after it,
 * in the middle of whatever wrote.
 */
final class SimDisk implements RowDisk {
  /** Ends the task in which the process died. */
  static final class DiedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final MemoryDisk disk;
  private final SimProcess process;
  private final CrashPoint crashPoint;

  /** Decides whether the process dies here, and kills it. */
  @FunctionalInterface
  interface CrashPoint {
    boolean dies();
  }

  SimDisk(MemoryDisk disk, SimProcess process, CrashPoint crashPoint) {
    this.disk = disk;
    this.process = process;
    this.crashPoint = crashPoint;
  }

  private void mayDie() {
    if (!process.isAlive() || crashPoint.dies()) {
      throw new DiedException();
    }
  }

  @Override
  public String name() {
    return disk.name();
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    return disk.get(family, key);
  }

  @Override
  public void scan(Family family, byte[] from, Visitor visitor) {
    disk.scan(family, from, visitor);
  }

  @Override
  public @Nullable Row last(Family family) {
    return disk.last(family);
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    mayDie();
    disk.write(changes, sync);
    mayDie();
  }

  @Override
  public void sync() {
    mayDie();
    disk.sync();
    mayDie();
  }

  @Override
  public void close() {
    disk.close();
  }
}
