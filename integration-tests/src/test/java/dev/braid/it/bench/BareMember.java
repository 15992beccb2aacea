package dev.braid.it.bench;

import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.hazelcast.ClusterLog;
import dev.braid.coordinator.log.hazelcast.HazelcastMember;
import dev.braid.coordinator.log.hazelcast.HazelcastPeers;
import dev.braid.coordinator.log.hazelcast.LogParts;
import dev.braid.coordinator.log.hazelcast.LogService;
import dev.braid.coordinator.log.hazelcast.MemberAddresses;
import dev.braid.coordinator.log.hazelcast.MemberSettings;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A member with the durable replicated log and nothing behind it: what it appends is taken by the
 * append rule and forgotten. The measure of what replication and fsync alone cost. Arguments: its
 * index, its directory, and all members as host:port. Each line {@code bytes inFlight count} on
 * standard input is a run on the member that leads, answered by one line.
 */
final class BareMember {
  private static final byte[] SECRET =
      "a secret of benches alone, at least 32 bytes".getBytes(StandardCharsets.US_ASCII);

  private BareMember() {}

  public static void main(String[] arguments) throws Exception {
    int index = Integer.parseInt(arguments[0]);
    List<HostPort> places = new ArrayList<>();
    Map<Address, HostPort> members = new LinkedHashMap<>();
    for (String place : Arrays.asList(arguments).subList(2, arguments.length)) {
      String[] words = place.split(":", 2);
      places.add(new HostPort(words[0], Integer.parseInt(words[1])));
      members.put(signer(members.size()), places.getLast());
    }
    MemberAddresses addresses = new MemberAddresses(signer(index), members);
    LogService service = new LogService((batches, head) -> {}, BareMember::die);
    HazelcastPeers peers = new HazelcastPeers(addresses);
    HazelcastMember member =
        HazelcastMember.start(
            new MemberSettings("bare", SECRET, places.get(index), places, false),
            Path.of(arguments[1]),
            StartMode.BOOTSTRAP,
            false,
            LogParts.of(service, peers, head -> {}, BareMember::die));
    ClusterLog log = new ClusterLog(member, service, addresses);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("leader?")) {
        System.out.println("BARE " + (log.shouldLead() ? "yes" : "no"));
      } else {
        String[] words = line.split(" ", 3);
        run(
            log,
            Integer.parseInt(words[0]),
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static Address signer(int index) {
    return Address.fromHex("0x" + "%040x".formatted(index + 1));
  }

  private static void die(Throwable cause) {
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  /** Prints appends a second, and the nanoseconds of the median and of the 99th hundredth. */
  private static void run(ClusterLog log, int bytes, int inFlight, int count) throws Exception {
    LogHead head = log.takeOver().toCompletableFuture().get(20, TimeUnit.SECONDS);
    long height = head.height();
    BatchHash previous = head.hash();
    long[] nanos = new long[count];
    Deque<CompletableFuture<AppendOutcome>> flying = new ArrayDeque<>();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[bytes];
      ThreadLocalRandom.current().nextBytes(body);
      height++;
      BatchHash hash = new BatchHash(Bytes32.fromHex("0x" + "%064x".formatted(height + 1)));
      AppendClaim claim = new AppendClaim(height, previous, head.term(), hash);
      previous = hash;
      int number = i;
      long sent = System.nanoTime();
      flying.addLast(
          log.append(new TakenBatch(claim, body, null))
              .whenComplete((outcome, failure) -> nanos[number] = System.nanoTime() - sent)
              .toCompletableFuture());
      if (flying.size() == inFlight) {
        check(flying.removeFirst());
      }
    }
    while (!flying.isEmpty()) {
      check(flying.removeFirst());
    }
    double perSecond = count * 1e9 / (System.nanoTime() - start);
    Arrays.sort(nanos);
    System.out.println(
        "BARE " + perSecond + " " + nanos[count / 2] + " " + nanos[count * 99 / 100]);
  }

  private static void check(CompletableFuture<AppendOutcome> outcome) throws Exception {
    if (!(outcome.get(20, TimeUnit.SECONDS) instanceof AppendOutcome.Applied)) {
      throw new IOException(String.valueOf(outcome.get()));
    }
  }
}
