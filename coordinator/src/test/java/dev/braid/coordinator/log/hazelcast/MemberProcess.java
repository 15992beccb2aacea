package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.raft.impl.RaftNode;
import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A member in a process of its own, to be killed. While it leads it adds one, again and again, some
 * in flight, and prints the count that each acknowledged addition made: "ACK 17".
 */
final class MemberProcess {
  private static final int IN_FLIGHT = 8;
  private static final int PAYLOAD_BYTES = 1000;

  private MemberProcess() {}

  /** Starts one: directory, own index, ports, mode. */
  static ProcessBuilder builder(Path directory, int index, List<HostPort> members, StartMode mode) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            MemberProcess.class.getName(),
            directory.toString(),
            Integer.toString(index),
            String.join(",", members.stream().map(m -> Integer.toString(m.port())).toList()),
            mode.name()));
    return new ProcessBuilder(command);
  }

  public static void main(String[] arguments) throws InterruptedException, IOException {
    List<HostPort> members = new ArrayList<>();
    for (String port : arguments[2].split(",", -1)) {
      members.add(new HostPort("127.0.0.1", Integer.parseInt(port)));
    }
    SumService service = new SumService();
    HazelcastMember member =
        HazelcastMember.start(
            new MemberSettings(
                "killed",
                "a secret of the test cluster".getBytes(StandardCharsets.UTF_8),
                members.get(Integer.parseInt(arguments[1])),
                members,
                false),
            Path.of(arguments[0]),
            StartMode.valueOf(arguments[3]),
            false,
            new MemberParts(
                List.of(service.config()),
                SumService.factories(),
                (group, flushed) -> {},
                height -> {},
                failure -> {
                  failure.printStackTrace();
                  Runtime.getRuntime().halt(1);
                }));
    say("STARTED");
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    while (true) {
      RaftNode node = member.raftNode(HazelcastMember.LOG_GROUP);
      if (node == null || !node.getLocalMember().equals(node.getLeader())) {
        TimeUnit.MILLISECONDS.sleep(20); // how often it looks whether it leads
        continue;
      }
      inFlight.acquire();
      add(node)
          .whenCompleteAsync(
              (state, failure) -> {
                inFlight.release();
                if (failure == null) {
                  say("ACK " + state[0]);
                }
              });
    }
  }

  // RaftNode's futures have no type.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static CompletionStage<long[]> add(RaftNode node) {
    return (CompletionStage) node.replicate(new SumService.Add(1, new byte[PAYLOAD_BYTES]));
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
