package dev.braid.coordinator.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The devnet's directory: one devnet at a time, always with the nodes and the rollups that it was
 * made with.
 *
 * <pre>
 * devnet.lock      held while a devnet runs here
 * nodes            how many nodes keep the log
 * rollups          how many rollups the log knows
 * engines          what each of them runs on
 * rollup-901/ ...  a geth's files: genesis, secret (mode 600), data
 * node.yaml        the node's configuration, written at each start
 * data/            the node's data directory: log and member key
 * node-1/ ...      of several nodes each has these two in a directory of its own
 * cluster.secret   what the members prove to each other that they know
 * formed           the members have formed their log and need no word any more
 * logs/            what the processes wrote
 * endpoints.json   where everything is, while it is up
 * </pre>
 */
final class Workspace implements AutoCloseable {
  private static final String FORMED = "formed";
  private static final String PORT_OPTIONS =
      "See --port, --admin-port, --member-port, --rollup-port and --engine-port";

  private final Path directory;
  private final FileChannel lockFile;

  private Workspace(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  static Workspace open(DevnetOptions options) {
    Path directory = options.directory().toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("devnet.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new DevnetException(
            "a devnet runs in " + directory + " already; choose another --dir");
      }
      Workspace workspace = new Workspace(directory, channel);
      try {
        workspace.check(options);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return workspace;
    } catch (IOException e) {
      throw new DevnetException("cannot use " + directory + ": " + e.getMessage(), e);
    }
  }

  private void check(DevnetOptions options) throws IOException {
    checkPorts(options);
    boolean isOld = Files.exists(directory.resolve("rollups"));
    if (isOld && !Files.exists(directory.resolve("engines"))) {
      // Of a devnet that knew anvil only.
      Files.writeString(
          directory.resolve("engines"),
          Engine.write(Collections.nCopies(number(directory.resolve("rollups")), Engine.ANVIL)));
    }
    checkNodes(options.nodes());
    checkRollups(options.rollups());
    checkEngines(options.rollupEngines());
  }

  private static void checkPorts(DevnetOptions options) {
    Set<Integer> distinct = new HashSet<>();
    for (int port : options.ports()) {
      if (!distinct.add(port)) {
        throw new DevnetException("port " + port + " is wanted twice. " + PORT_OPTIONS);
      }
      try (ServerSocket free = new ServerSocket()) {
        free.setReuseAddress(true);
        free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new DevnetException(
            "port "
                + port
                + " is taken ("
                + e.getMessage()
                + "): is another devnet still running? "
                + PORT_OPTIONS,
            e);
      }
    }
  }

  private void checkNodes(int nodes) throws IOException {
    Path file = directory.resolve("nodes");
    // A directory of an older devnet does not say it: that had one node.
    if (Files.exists(file) || Files.isDirectory(directory.resolve("data"))) {
      int before = Files.exists(file) ? number(file) : 1;
      if (before != nodes) {
        throw new DevnetException(
            directory
                + " was made with --nodes "
                + before
                + ", and a log does not change its members: start with --nodes "
                + before
                + ", or in another --dir");
      }
    }
    Files.writeString(file, nodes + "\n");
  }

  private void checkRollups(int rollups) throws IOException {
    Path file = directory.resolve("rollups");
    if (Files.exists(file)) {
      int before = number(file);
      if (before > rollups) {
        throw new DevnetException(
            directory
                + " was made with "
                + before
                + " rollups, which its log knows: start with"
                + " --rollups "
                + before
                + ", or in another --dir");
      }
    }
    Files.writeString(file, rollups + "\n");
  }

  private void checkEngines(List<Engine> engines) throws IOException {
    Path file = directory.resolve("engines");
    if (Files.exists(file)) {
      String before = Files.readString(file).strip();
      if (!(Engine.write(engines) + ",").startsWith(before + ",")) {
        throw new DevnetException(
            directory
                + " was made with rollups on "
                + before
                + ", and a rollup does not change its engine: start with --engine "
                + before
                + ", or in another --dir");
      }
    }
    Files.writeString(file, Engine.write(engines) + "\n");
  }

  private static int number(Path file) throws IOException {
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (NumberFormatException e) {
      throw new DevnetException(file + " does not hold a number; choose another --dir", e);
    }
  }

  Path directory() {
    return directory;
  }

  Path log(String name) {
    return directory.resolve("logs").resolve(name + ".log");
  }

  /** Whether the nodes have served here before. */
  boolean isFormed() {
    return Files.exists(directory.resolve(FORMED)) || Files.isDirectory(directory.resolve("data"));
  }

  /** All nodes serve: from now on they are started without a word. */
  void markFormed() {
    try {
      Files.writeString(directory.resolve(FORMED), "");
    } catch (IOException e) {
      throw new DevnetException("cannot write in " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      Endpoints.remove(directory);
      lockFile.close();
    } catch (IOException e) {
      throw new DevnetException("cannot let go of " + directory + ": " + e.getMessage(), e);
    }
  }
}
