package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Address;
import com.hazelcast.cp.internal.CPMemberInfo;
import com.hazelcast.cp.internal.RaftEndpointImpl;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.persistence.RaftStateStore;
import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From which directories a member starts. */
final class StartGuardTest {
  private static final List<HostPort> MEMBERS =
      List.of(
          new HostPort("127.0.0.1", 15701),
          new HostPort("127.0.0.2", 15701),
          new HostPort("127.0.0.3", 15701));

  @TempDir Path directory;

  @Test
  void refusesAnEmptyDirectoryAboutWhichNothingWasSaid() {
    refuses(Reason.NOTHING_SAID, () -> check("one", 0, StartMode.RESTART, false));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void takesAFounderAndKnowsItAgainWhateverIsSaidNext() throws IOException {
    Identity made = check("one", 0, StartMode.BOOTSTRAP, false);
    assertThat(made.founder()).isTrue();
    for (StartMode mode : StartMode.values()) {
      assertThat(check("one", 0, mode, true)).isEqualTo(made);
    }
  }

  @Test
  void takesAMemberThatJoinsAsNoFounderEvenWithBatches() throws IOException {
    assertThat(check("one", 0, StartMode.JOIN, true).founder()).isFalse();
  }

  @Test
  void refusesBatchesWithoutAnIdentity() {
    refuses(Reason.IDENTITY_LOST, () -> check("one", 0, StartMode.BOOTSTRAP, true));
    refuses(Reason.IDENTITY_LOST, () -> check("one", 0, StartMode.RESTART, true));
  }

  @Test
  void refusesAnotherClustersAndAnotherMembersDirectory() throws IOException {
    check("one", 0, StartMode.BOOTSTRAP, false);
    refuses(Reason.FOREIGN, () -> check("two", 0, StartMode.BOOTSTRAP, false));
    refuses(Reason.FOREIGN, () -> check("one", 1, StartMode.RESTART, false));
  }

  @Test
  void refusesAChangedIdentity() throws IOException {
    check("one", 0, StartMode.BOOTSTRAP, false);
    Path file = directory.resolve(Identity.FILE_NAME);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    refuses(Reason.DAMAGED, () -> check("one", 0, StartMode.RESTART, true));
  }

  @Test
  void refusesGroupsWithoutAnIdentity() throws IOException {
    Files.createDirectories(directory.resolve(DurableLogs.GROUPS).resolve("log-0-1"));
    refuses(Reason.DAMAGED, () -> check("one", 0, StartMode.BOOTSTRAP, false));
  }

  @Test
  void refusesADirectoryOfWhichAPartIsGone() throws IOException {
    Identity founder = check("one", 0, StartMode.BOOTSTRAP, false);
    checkGroups(founder, false);
    refuses(Reason.DAMAGED, () -> checkGroups(founder, true));

    RaftGroupId group = new RaftGroupId(DurableLogs.LOG_GROUP, 0, 1);
    RaftEndpoint self = new RaftEndpointImpl(new UUID(0, 1));
    try (DurableLogs logs = logs()) {
      RaftStateStore store = logs.createRaftStateStore(group, null);
      store.open();
      store.persistInitialMembers(self, List.of(self));
      store.persistTerm(1, self);
    }
    refuses(Reason.DAMAGED, () -> checkGroups(founder, true));
    try (DurableLogs logs = logs()) {
      Address address = new Address("127.0.0.1", 15701);
      logs.memberFiles().persistLocalCPMember(new CPMemberInfo(self.getUuid(), address));
    }
    checkGroups(founder, true);

    Path files = directory.resolve(DurableLogs.GROUPS).resolve(GroupDirectory.name(group));
    Files.delete(files.resolve("members"));
    refuses(Reason.DAMAGED, this::logs);
    assertThat(files.resolve("vote")).as("nothing of it is deleted").exists();
  }

  private void checkGroups(Identity identity, boolean batches) throws IOException {
    try (DurableLogs logs = logs()) {
      StartGuard.checkGroups(directory, identity, logs, batches);
    }
  }

  private DurableLogs logs() throws IOException {
    return new DurableLogs(
        directory,
        () -> {
          throw new AssertionError("nothing is serialized");
        },
        (group, index) -> {},
        failure -> {});
  }

  @Test
  void refusesSettingsThatContradictThemselves() {
    refuses(Reason.BAD_SETTINGS, () -> settings(new byte[15], MEMBERS.get(0), MEMBERS));
    refuses(
        Reason.BAD_SETTINGS, () -> settings(new byte[16], MEMBERS.get(0), MEMBERS.subList(0, 2)));
    refuses(
        Reason.BAD_SETTINGS, () -> settings(new byte[16], new HostPort("127.0.0.9", 1), MEMBERS));
  }

  @Test
  void refusesAnAddressThatIsOpenToEverybodyUnlessAllowed() {
    for (String host : List.of("8.8.8.8", "0.0.0.0", "2001:4860:4860::8888")) {
      refuses(Reason.PUBLIC_ADDRESS, () -> MemberConfiguration.of(at(host, false), none()));
      assertThat(MemberConfiguration.of(at(host, true), none())).isNotNull();
    }
    for (String host :
        List.of("127.0.0.2", "10.1.2.3", "172.16.0.1", "192.168.0.9", "::1", "fd00::1")) {
      assertThat(MemberConfiguration.of(at(host, false), none())).isNotNull();
    }
  }

  private Identity check(String cluster, int self, StartMode mode, boolean batches)
      throws IOException {
    return StartGuard.check(
        directory,
        new MemberSettings(cluster, new byte[16], MEMBERS.get(self), MEMBERS, false),
        mode,
        batches);
  }

  private static MemberSettings settings(byte[] secret, HostPort self, List<HostPort> members) {
    return new MemberSettings("one", secret, self, members, false);
  }

  private static MemberSettings at(String host, boolean allowPublic) {
    HostPort self = new HostPort(host, 15701);
    List<HostPort> members =
        List.of(self, new HostPort("10.0.0.2", 1), new HostPort("10.0.0.3", 1));
    return new MemberSettings("one", new byte[16], self, members, allowPublic);
  }

  private static MemberParts none() {
    return new MemberParts(
        List.of(), SumService.factories(), (group, index) -> {}, height -> {}, failure -> {});
  }

  private static void refuses(Reason reason, ThrowingCallable start) {
    assertThatThrownBy(start)
        .isInstanceOfSatisfying(
            MemberRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
