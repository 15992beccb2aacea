package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.RaftEndpointImpl;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The small files of one Raft group beside its segments. */
final class GroupDirectory {
  private static final String MEMBERS = "members";
  private static final String VOTE = "vote";
  private static final int MAX_ENDPOINTS = 1000;

  /** With whom the group began, and who this member is in it. */
  record Members(RaftGroupId group, RaftEndpoint local, List<RaftEndpoint> initial) {}

  /** The newest term this member knows, and whom it voted for in it. */
  record Vote(int term, @Nullable RaftEndpoint votedFor) {
    static final Vote NONE = new Vote(0, null);
  }

  private final Path path;

  GroupDirectory(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** A name that every file system takes; the group's id stands in the members file. */
  static String name(RaftGroupId group) {
    String name = group.getName();
    boolean plain = name.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
    String safe =
        plain ? name : "x" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    return safe + "-" + group.getSeed() + "-" + group.getId();
  }

  /** Null when the group never began here: nothing was promised in it. */
  @Nullable Members members() throws IOException {
    return DurableFile.read(
        path.resolve(MEMBERS),
        in -> new Members(readGroup(in), requireEndpoint(in), readEndpoints(in)));
  }

  void writeMembers(Members members) throws IOException {
    DurableFile.replace(
        path.resolve(MEMBERS),
        out -> {
          writeGroup(out, members.group());
          writeEndpoint(out, members.local());
          out.writeInt(members.initial().size());
          for (RaftEndpoint endpoint : members.initial()) {
            writeEndpoint(out, endpoint);
          }
        });
  }

  /** Whether a term or vote was ever written: then the members were before. */
  boolean hasVoted() {
    return Files.exists(path.resolve(VOTE));
  }

  Vote vote() throws IOException {
    Vote vote =
        DurableFile.read(path.resolve(VOTE), in -> new Vote(in.readInt(), readEndpoint(in)));
    return vote == null ? Vote.NONE : vote;
  }

  void writeVote(Vote vote) throws IOException {
    DurableFile.replace(
        path.resolve(VOTE),
        out -> {
          out.writeInt(vote.term());
          writeEndpoint(out, vote.votedFor());
        });
  }

  static void writeGroup(DataOutputStream out, RaftGroupId group) throws IOException {
    out.writeUTF(group.getName());
    out.writeLong(group.getSeed());
    out.writeLong(group.getId());
  }

  static RaftGroupId readGroup(DataInputStream in) throws IOException {
    return new RaftGroupId(in.readUTF(), in.readLong(), in.readLong());
  }

  private static void writeEndpoint(DataOutputStream out, @Nullable RaftEndpoint endpoint)
      throws IOException {
    out.writeBoolean(endpoint != null);
    if (endpoint != null) {
      out.writeLong(endpoint.getUuid().getMostSignificantBits());
      out.writeLong(endpoint.getUuid().getLeastSignificantBits());
    }
  }

  private static @Nullable RaftEndpoint readEndpoint(DataInputStream in) throws IOException {
    return in.readBoolean() ? new RaftEndpointImpl(new UUID(in.readLong(), in.readLong())) : null;
  }

  private static RaftEndpoint requireEndpoint(DataInputStream in) throws IOException {
    RaftEndpoint endpoint = readEndpoint(in);
    if (endpoint == null) {
      throw new IOException("an endpoint is missing");
    }
    return endpoint;
  }

  private static List<RaftEndpoint> readEndpoints(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 1 || count > MAX_ENDPOINTS) {
      throw new IOException(count + " endpoints");
    }
    List<RaftEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      endpoints.add(requireEndpoint(in));
    }
    return endpoints;
  }
}
