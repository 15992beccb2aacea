package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cp.CPSubsystemManagementService;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members in one process, on real sockets and files. */
final class ThreeMembersTest {
  private static final byte[] SECRET =
      "a secret of the test cluster".getBytes(StandardCharsets.UTF_8);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final List<HostPort> addresses = freeAddresses();
  private final List<HazelcastMember> members = new ArrayList<>();
  private final List<SumService> services = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    members.forEach(HazelcastMember::close);
  }

  @Test
  void keepsWhatWasAppendedOverARestartOfAll() throws Exception {
    start(StartMode.BOOTSTRAP);
    long sum = 0;
    for (int i = 1; i <= 50; i++) {
      append(i);
      sum += i;
    }
    long[] expected = {50, sum};
    await("all apply everything", () -> services.stream().allMatch(s -> same(s.state, expected)));

    members.forEach(HazelcastMember::close);
    start(StartMode.RESTART);
    append(1000);
    long[] more = {51, sum + 1000};
    await("all hold it again", () -> services.stream().allMatch(s -> same(s.state, more)));
    assertThat(failures).isEmpty();
  }

  /** Hazelcast compares hashes of addresses, and a name's is another than that of its address. */
  @Test
  void meetsUnderHostNamesToo() throws Exception {
    addresses.replaceAll(address -> new HostPort("localhost", address.port()));
    start(StartMode.BOOTSTRAP);
    append(1);
    long[] expected = {1, 1};
    await("all apply it", () -> services.stream().allMatch(s -> same(s.state, expected)));
    assertThat(failures).isEmpty();
  }

  @Test
  void keepsAProcessOutThatDoesNotKnowTheSecret() throws Exception {
    start(StartMode.BOOTSTRAP);
    append(1);
    members.get(2).close();
    SumService stranger = new SumService();
    byte[] guess = "a guess at the test cluster".getBytes(StandardCharsets.UTF_8);
    members.set(2, start(2, stranger, StartMode.RESTART, guess));
    append(2);
    long[] both = {2, 3};
    await(
        "two apply it",
        () -> same(services.get(0).state, both) && same(services.get(1).state, both));
    assertThat(members.get(2).instance().getCluster().getMembers()).hasSize(1);
    assertThat(stranger.state[0]).as("it applies nothing").isZero();

    members.get(2).close();
    services.set(2, new SumService());
    members.set(2, start(2, services.get(2), StartMode.RESTART));
    await("it is let in with the secret", () -> same(services.get(2).state, both));
    assertThat(failures).isEmpty();
  }

  @Test
  void replacesALostMemberAndTheNewOneKeepsItsPlaceOverARestart() throws Exception {
    start(StartMode.BOOTSTRAP);
    append(1);
    UUID lost = localUuid(2);
    members.get(2).close();
    Files.move(directory.resolve("member2"), directory.resolve("lost"));
    services.set(2, new SumService());
    assertThatThrownBy(() -> start(2, services.get(2), StartMode.BOOTSTRAP))
        .isInstanceOfSatisfying(
            MemberRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.FORMED_WITHOUT_US));

    Files.move(directory.resolve("member2"), directory.resolve("refused"));
    HazelcastMember joined = start(2, services.get(2), StartMode.JOIN);
    members.set(2, joined);
    management(0).removeCPMember(lost).toCompletableFuture().get(30, TimeUnit.SECONDS);
    management(2).promoteToCPMember().toCompletableFuture().get(30, TimeUnit.SECONDS);
    joined.log().toCompletableFuture().get(30, TimeUnit.SECONDS);
    append(2);
    long[] both = {2, 3};
    await("the new member applies all of it", () -> same(services.get(2).state, both));

    members.forEach(HazelcastMember::close);
    start(StartMode.RESTART);
    append(3);
    long[] three = {3, 6};
    await("all hold it again", () -> services.stream().allMatch(s -> same(s.state, three)));
    assertThat(failures).isEmpty();
  }

  private UUID localUuid(int member) {
    return members.get(member).raftService().getLocalCPMember().getUuid();
  }

  private CPSubsystemManagementService management(int member) {
    return members.get(member).instance().getCPSubsystem().getCPSubsystemManagementService();
  }

  private void start(StartMode mode) throws Exception {
    long began = System.nanoTime();
    members.clear();
    services.clear();
    List<CompletableFuture<HazelcastMember>> starts = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      SumService service = new SumService();
      services.add(service);
      int index = i;
      starts.add(
          CompletableFuture.supplyAsync(
              () -> start(index, service, mode), Thread::startVirtualThread));
    }
    for (CompletableFuture<HazelcastMember> start : starts) {
      members.add(start.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }
    for (HazelcastMember member : members) {
      member.log().toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
    System.out.printf("%s ready after %d ms%n", mode, (System.nanoTime() - began) / 1_000_000);
  }

  private HazelcastMember start(int index, SumService service, StartMode mode) {
    return start(index, service, mode, SECRET);
  }

  private HazelcastMember start(int index, SumService service, StartMode mode, byte[] secret) {
    return HazelcastMember.start(
        new MemberSettings("test", secret, addresses.get(index), addresses, false),
        directory.resolve("member" + index),
        mode,
        false,
        new MemberParts(
            List.of(service.config()),
            SumService.factories(),
            (group, flushed) -> {},
            height -> {},
            failures::add));
  }

  /** On the member that leads, waiting for one that does. */
  private void append(long value) throws Exception {
    RaftNode leader = leader();
    leader
        .replicate(new SumService.Add(value, new byte[100]))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private RaftNode leader() {
    RaftNode[] found = new RaftNode[1];
    await(
        "a leader",
        () -> {
          for (HazelcastMember member : members) {
            RaftNode node = member.raftNode(HazelcastMember.LOG_GROUP);
            if (node != null && node.getLocalMember().equals(node.getLeader())) {
              found[0] = node;
              return true;
            }
          }
          return false;
        });
    return found[0];
  }

  private static boolean same(long[] a, long[] b) {
    return a[0] == b[0] && a[1] == b[1];
  }

  private static void await(String what, BooleanSupplier condition) {
    await(what, DEADLINE, condition);
  }

  static void await(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  static List<HostPort> freeAddresses() {
    List<HostPort> found = new ArrayList<>();
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        open.add(socket);
        found.add(new HostPort("127.0.0.1", socket.getLocalPort()));
      }
      for (ServerSocket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found;
  }
}
