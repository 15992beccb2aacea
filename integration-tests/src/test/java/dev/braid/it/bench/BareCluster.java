package dev.braid.it.bench;

import dev.braid.it.harness.Await;
import dev.braid.it.harness.Repository;
import dev.braid.it.harness.cluster.Hosts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three {@link BareMember} processes: appends that replication and fsync alone bound. */
final class BareCluster implements AutoCloseable {
  private static final int PORT = 5801;
  private static final Duration START = Duration.ofSeconds(60);

  private final Hosts hosts = Hosts.open(3);
  private final List<Process> processes = new ArrayList<>();
  private final List<BufferedReader> outputs = new ArrayList<>();

  /** What a run gave: appends a second, median and 99th hundredth in milliseconds. */
  record Result(double perSecond, double median, double p99) {}

  BareCluster(Path directory) {
    List<String> places = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      places.add(hosts.address(i) + ":" + PORT);
    }
    Path options = Repository.root().resolve("coordinator/target/dist/jvm.options");
    for (int i = 0; i < 3; i++) {
      List<String> command = new ArrayList<>(hosts.on(i));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("@" + options, "-Xmx640m"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(BareMember.class.getName(), Integer.toString(i)));
      command.add(directory.resolve("bare-" + i).toString());
      command.addAll(places);
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectError(directory.resolve("bare-" + i + ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        processes.add(process);
        outputs.add(process.inputReader(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Result run(int bytes, int inFlight, int count) {
    int leader =
        Await.value(
            "a bare member to lead",
            START,
            () -> {
              for (int i = 0; i < 3; i++) {
                if (ask(i, "leader?").equals("yes")) {
                  return i;
                }
              }
              return null;
            });
    String[] words = ask(leader, bytes + " " + inFlight + " " + count).split(" ", 3);
    return new Result(
        Double.parseDouble(words[0]),
        Double.parseDouble(words[1]) / 1e6,
        Double.parseDouble(words[2]) / 1e6);
  }

  private String ask(int member, String line) {
    try {
      Writer to = processes.get(member).outputWriter(StandardCharsets.US_ASCII);
      to.write(line + "\n");
      to.flush();
      while (true) {
        String answer = outputs.get(member).readLine();
        if (answer == null) {
          throw new IllegalStateException("bare member " + member + " ended");
        }
        if (answer.startsWith("BARE ")) {
          return answer.substring(5);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    hosts.close();
  }
}
