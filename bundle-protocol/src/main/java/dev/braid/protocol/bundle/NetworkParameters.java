package dev.braid.protocol.bundle;

import dev.braid.protocol.types.Address;
import java.util.List;

/**
 * What all members must agree on; it stands in the log (design section 4).
 *
 * @param members signing addresses, in the order of their indexes
 */
public record NetworkParameters(
    int rulesVersion,
    Limits limits,
    Quorum quorum,
    List<Address> members,
    List<RollupDefinition> rollups) {
  /**
   * The rules that this build knows. A log with others is not applied: the node stops and says so.
   */
  public static final int RULES_VERSION = 1;

  public NetworkParameters {
    members = List.copyOf(members);
    rollups = List.copyOf(rollups);
  }

  /** How many members' signatures make a certificate. */
  public enum Quorum {
    /** More than half: tolerates crashes. */
    MAJORITY(1),
    /** More than two thirds, at least 5 members: two conflicting certificates convict a third. */
    BFT(2);

    private final int code;

    Quorum(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public int size(int members) {
      return this == MAJORITY ? members / 2 + 1 : 2 * members / 3 + 1;
    }
  }
}
