package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.internal.CPMemberInfo;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.persistence.CPMetadataStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who this member is in the CP subsystem and who the others are; each write is durable on return,
 * and a failed one is told.
 */
final class MemberFiles implements CPMetadataStore {
  private static final String LOCAL = "cp-member";
  private static final String ACTIVE = "cp-active-members";
  private static final String METADATA_GROUP = "cp-metadata-group";
  private static final String NO_CP_MEMBER = "cp-none";
  private static final int MAX_MEMBERS = 1000;

  private record Active(long commitIndex, List<CPMember> members) {}

  private final Path directory;
  private final Consumer<Throwable> onFailure;

  MemberFiles(Path directory, Consumer<Throwable> onFailure) {
    this.directory = directory;
    this.onFailure = onFailure;
  }

  @Override
  public boolean isMarkedAPMember() {
    return !containsLocalMemberFile() && Files.exists(directory.resolve(NO_CP_MEMBER));
  }

  @Override
  public boolean tryMarkAPMember() throws IOException {
    if (containsLocalMemberFile()) {
      return false;
    }
    write(NO_CP_MEMBER, out -> out.writeBoolean(true));
    return true;
  }

  @Override
  public boolean containsLocalMemberFile() {
    return Files.exists(directory.resolve(LOCAL));
  }

  @Override
  public void persistLocalCPMember(CPMember member) throws IOException {
    write(LOCAL, out -> writeMember(out, member));
  }

  @Override
  public @Nullable CPMember readLocalCPMember() throws IOException {
    return DurableFile.read(directory.resolve(LOCAL), MemberFiles::readMember);
  }

  @Override
  public void persistActiveCPMembers(Collection<? extends CPMember> members, long commitIndex)
      throws IOException {
    write(
        ACTIVE,
        out -> {
          out.writeLong(commitIndex);
          out.writeInt(members.size());
          for (CPMember member : members) {
            writeMember(out, member);
          }
        });
  }

  @Override
  public long readActiveCPMembers(Collection<CPMember> members) throws IOException {
    Active active = DurableFile.read(directory.resolve(ACTIVE), MemberFiles::readActive);
    if (active == null) {
      return 0;
    }
    members.addAll(active.members());
    return active.commitIndex();
  }

  @Override
  public void persistMetadataGroupId(RaftGroupId groupId) throws IOException {
    write(METADATA_GROUP, out -> GroupDirectory.writeGroup(out, groupId));
  }

  @Override
  public @Nullable RaftGroupId readMetadataGroupId() throws IOException {
    return DurableFile.read(directory.resolve(METADATA_GROUP), GroupDirectory::readGroup);
  }

  private void write(String name, DurableFile.Writer writer) throws IOException {
    try {
      DurableFile.replace(directory.resolve(name), writer);
    } catch (IOException e) {
      onFailure.accept(e);
      throw e;
    }
  }

  private static void writeMember(DataOutputStream out, CPMember member) throws IOException {
    out.writeLong(member.getUuid().getMostSignificantBits());
    out.writeLong(member.getUuid().getLeastSignificantBits());
    out.writeUTF(member.getAddress().getHost());
    out.writeInt(member.getAddress().getPort());
  }

  private static CPMember readMember(DataInputStream in) throws IOException {
    UUID uuid = new UUID(in.readLong(), in.readLong());
    String host = in.readUTF();
    int port = in.readInt();
    try {
      return new CPMemberInfo(uuid, new Address(host, port));
    } catch (UnknownHostException e) {
      return new CPMemberInfo(uuid, Address.createUnresolvedAddress(host, port));
    }
  }

  private static Active readActive(DataInputStream in) throws IOException {
    long commitIndex = in.readLong();
    int count = in.readInt();
    if (count < 0 || count > MAX_MEMBERS) {
      throw new IOException(count + " members");
    }
    List<CPMember> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(readMember(in));
    }
    return new Active(commitIndex, members);
  }
}
