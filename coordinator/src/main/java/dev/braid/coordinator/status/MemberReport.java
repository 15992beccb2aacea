package dev.braid.coordinator.status;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one member stands: what it says of itself, or that it says nothing. */
public sealed interface MemberReport {
  /** With which it signs. */
  Address member();

  /**
   * The member answered.
   *
   * @param term of the newest take-over that its log has seen
   * @param leader who leads as far as it knows; null = nobody known
   * @param takenHeight newest batch that its log has taken; -1 = none
   * @param appliedHeight newest batch that its state has applied; -1 = none
   * @param certifiedHeight newest batch of which it holds the certificate; -1 = none
   * @param inDoubt rollups for which something is decided that is not yet seen as adopted
   * @param clockOffsetMillis of its clock to the members' median
   * @param evidence two batches that a member signed at one height, a line for each
   */
  record Present(
      Address member,
      long term,
      @Nullable Address leader,
      long takenHeight,
      long appliedHeight,
      long certifiedHeight,
      List<ChainId> inDoubt,
      long clockOffsetMillis,
      List<String> evidence,
      String version)
      implements MemberReport {
    public Present {
      inDoubt = List.copyOf(inDoubt);
      evidence = List.copyOf(evidence);
    }

    /** Batches that its log has taken and that have no certificate here. */
    public long uncertified() {
      return Math.max(0, takenHeight - certifiedHeight);
    }
  }

  /**
   * The member did not answer.
   *
   * @param why for people
   */
  record Absent(Address member, String why) implements MemberReport {}
}
