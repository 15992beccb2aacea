package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import dev.braid.protocol.types.Address;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A member of the log in a process of its own, to be killed and stopped. While it leads it appends,
 * some in flight. Each line that it prints is a fact: "TOOK term height", "ACK height hash", "HELD
 * height hash" for what was handed over here, "SKIPPED height", "MERGED", "BUS place" when another
 * member has answered over Vert.x's event bus and "NOBUS place" when it has not.
 */
final class LogProcess {
  private static final byte[] SECRET =
      "a secret of the test cluster".getBytes(StandardCharsets.UTF_8);
  private static final long LOOK_MILLIS = 10;
  private static final long PING_MILLIS = 500;

  private LogProcess() {}

  static ProcessBuilder builder(
      Path directory,
      int self,
      Map<Address, HostPort> places,
      StartMode mode,
      int size,
      int window) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            LogProcess.class.getName(),
            directory.toString(),
            Integer.toString(self),
            String.join(
                ",", places.values().stream().map(at -> Integer.toString(at.port())).toList()),
            mode.name(),
            Integer.toString(size),
            Integer.toString(window)));
    return new ProcessBuilder(command);
  }

  public static void main(String[] arguments) throws Exception {
    Map<Address, HostPort> places = new LinkedHashMap<>();
    List<HostPort> ports = new ArrayList<>();
    for (String port : arguments[2].split(",", -1)) {
      HostPort at = new HostPort("127.0.0.1", Integer.parseInt(port));
      ports.add(at);
      places.put(Address.fromHex("0x" + String.format("%040x", places.size() + 1)), at);
    }
    int self = Integer.parseInt(arguments[1]);
    Address address = places.keySet().stream().skip(self).findFirst().orElseThrow();
    MemberAddresses addresses = new MemberAddresses(address, places);
    HazelcastPeers peers = new HazelcastPeers(addresses);
    LogService service = new LogService(new Printed(), LogProcess::fail);
    HazelcastMember member =
        HazelcastMember.start(
            new MemberSettings("processes", SECRET, ports.get(self), ports, false),
            Path.of(arguments[0]),
            StartMode.valueOf(arguments[3]),
            false,
            LogParts.of(service, peers, height -> {}, LogProcess::fail));
    member
        .instance()
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.MERGED) {
                say("MERGED");
              }
            });
    ClusterLog log = new ClusterLog(member, service, addresses);
    say("STARTED");
    bus(member, self, ports.size());
    Appender appender =
        new Appender(log, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
    while (true) {
      if (log.shouldLead()) {
        appender.lead();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS); // how often it looks whether it leads
    }
  }

  /** Each asks all others again and again, as members do that pass bundles on. */
  private static void bus(HazelcastMember member, int self, int count) {
    Vertx vertx =
        Vertx.builder()
            .withClusterManager(new HazelcastClusterManager(member.instance()))
            .buildClustered()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    vertx.eventBus().consumer("test." + self, message -> message.reply(message.body()));
    for (int other = 0; other < count; other++) {
      int at = other;
      AtomicBoolean answers = new AtomicBoolean();
      if (other != self) {
        vertx.setPeriodic(
            PING_MILLIS,
            tick ->
                vertx
                    .eventBus()
                    .request("test." + at, "?", new DeliveryOptions().setSendTimeout(PING_MILLIS))
                    .onComplete(
                        reply -> {
                          if (answers.getAndSet(reply.succeeded()) != reply.succeeded()) {
                            say((reply.succeeded() ? "BUS " : "NOBUS ") + at);
                          }
                        }));
      }
    }
  }

  private static final class Printed implements TakenBatches {
    @Override
    public void take(List<TakenBatch> batches, LogHead head) {
      StringBuilder lines = new StringBuilder();
      for (TakenBatch batch : batches) {
        AppendClaim claim = batch.claim();
        lines.append("HELD ").append(claim.height()).append(' ').append(claim.hash()).append('\n');
      }
      synchronized (System.out) {
        System.out.print(lines);
        System.out.flush();
      }
    }

    @Override
    public void skippedTo(LogHead head) {
      say("SKIPPED " + head.height());
    }
  }

  /** Leads for as long as it can. */
  private record Appender(ClusterLog log, int size, int window) {
    void lead() throws InterruptedException {
      LogHead head;
      try {
        head = log.takeOver().toCompletableFuture().get();
      } catch (ExecutionException e) {
        return; // not now
      }
      say("TOOK " + head.term() + " " + head.height());
      Semaphore inFlight = new Semaphore(window);
      AtomicBoolean unbroken = new AtomicBoolean(true);
      while (unbroken.get()) {
        inFlight.acquire();
        TakenBatch batch = TestBatches.after(head, ThreadLocalRandom.current().nextLong(), size);
        head = TestBatches.head(batch);
        var unused =
            log.append(batch)
                .whenComplete(
                    (outcome, failure) -> {
                      if (outcome instanceof AppendOutcome.Applied) {
                        say("ACK " + batch.claim().height() + " " + batch.claim().hash());
                      } else {
                        unbroken.set(false);
                      }
                      inFlight.release();
                    });
      }
      inFlight.acquire(window); // what is outstanding is answered before it leads again
    }
  }

  private static void fail(Throwable failure) {
    failure.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
