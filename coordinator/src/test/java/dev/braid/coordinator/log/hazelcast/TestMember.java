package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.protocol.types.Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.assertj.core.api.Assertions;

/**
 * A member of the log in this process, on real sockets and files, with a ledger that only records.
 */
final class TestMember implements AutoCloseable {
  static final long DEADLINE_SECONDS = 120;
  private static final byte[] SECRET =
      "a secret of the test cluster".getBytes(StandardCharsets.UTF_8);

  private final MemberAddresses addresses;
  private final RecordedBatches batches = new RecordedBatches();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final HazelcastMember member;
  private final HazelcastPeers peers;
  private final ClusterLog log;

  TestMember(MemberAddresses addresses, Path directory, StartMode mode, Peered peered) {
    this.addresses = addresses;
    this.peers = new HazelcastPeers(addresses);
    LongConsumer beforeRestore = peered.before(peers);
    LogService service = new LogService(batches, failures::add);
    HostPort self = place(addresses, addresses.self());
    List<HostPort> places = new ArrayList<>(List.of(self));
    addresses.others().forEach(other -> places.add(place(addresses, other)));
    this.member =
        HazelcastMember.start(
            new MemberSettings("test", SECRET, self, places, false),
            directory,
            mode,
            false,
            LogParts.of(service, peers, beforeRestore, failures::add));
    this.log = new ClusterLog(member, service, addresses);
  }

  /** Given the peers before the start: serves what the test wants and gives the check. */
  @FunctionalInterface
  interface Peered {
    LongConsumer before(HazelcastPeers peers);
  }

  private static HostPort place(MemberAddresses addresses, Address member) {
    return Objects.requireNonNull(addresses.place(member));
  }

  /** Signing addresses 1 to count on free ports of this machine. */
  static Map<Address, HostPort> places(int count) {
    Map<Address, HostPort> places = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        places.put(
            Address.fromHex("0x" + String.format("%040x", i)),
            new HostPort("127.0.0.1", socket.getLocalPort()));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return places;
  }

  /** All of them at once, as after a power cut; returns when each has its node of the log. */
  static List<TestMember> start(
      Map<Address, HostPort> places, Path directory, StartMode mode, Peered peered) {
    List<CompletableFuture<TestMember>> starts = new ArrayList<>();
    for (Address self : places.keySet()) {
      starts.add(
          CompletableFuture.supplyAsync(
              () ->
                  new TestMember(
                      new MemberAddresses(self, places),
                      directory.resolve(self.toHex()),
                      mode,
                      peered),
              task -> Thread.ofPlatform().daemon().start(task)));
    }
    List<TestMember> members = new ArrayList<>();
    starts.forEach(
        start -> members.add(start.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join()));
    for (TestMember one : members) {
      one.member().log().toCompletableFuture().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }
    return members;
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      Assertions.assertThat(System.nanoTime()).as("waits for: %s", what).isLessThan(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The one where Raft's leader is, waiting for one. */
  static TestMember leaderOf(List<TestMember> members) {
    until("a leader", () -> members.stream().anyMatch(member -> member.log().shouldLead()));
    return members.stream().filter(member -> member.log().shouldLead()).findFirst().orElseThrow();
  }

  HazelcastMember member() {
    return member;
  }

  HazelcastPeers peers() {
    return peers;
  }

  RecordedBatches batches() {
    return batches;
  }

  ClusterLog log() {
    return log;
  }

  Address address() {
    return addresses.self();
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    log.close();
    member.close();
  }
}
