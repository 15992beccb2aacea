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
import java.util.ArrayList;
import java.util.List;

/**
 * The devnet's directory: one devnet at a time, always with the rollups that it was made with.
 *
 * <pre>
 * devnet.lock      held while a devnet runs here
 * rollups          how many rollups the node's log knows
 * node.yaml        the node's configuration, written at each start
 * data/            the node's data directory: log and member key
 * logs/            what the processes wrote
 * endpoints.json   where everything is, while it is up
 * </pre>
 */
final class Workspace implements AutoCloseable {
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
      workspace.checkPorts(options);
      workspace.checkRollups(options.rollups());
      return workspace;
    } catch (IOException e) {
      throw new DevnetException("cannot use " + directory + ": " + e.getMessage(), e);
    }
  }

  private void checkPorts(DevnetOptions options) {
    List<Integer> ports = new ArrayList<>(List.of(options.nodePort(), options.adminPort()));
    for (int i = 0; i < options.rollups(); i++) {
      ports.add(options.rollupPort() + i);
    }
    for (int port : ports) {
      try (ServerSocket free = new ServerSocket()) {
        free.setReuseAddress(true);
        free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new DevnetException(
            "port "
                + port
                + " is taken ("
                + e.getMessage()
                + "): is another devnet still running?"
                + " See --port, --admin-port and --rollup-port",
            e);
      }
    }
  }

  private void checkRollups(int rollups) throws IOException {
    Path file = directory.resolve("rollups");
    if (Files.exists(file)) {
      int before = Integer.parseInt(Files.readString(file).strip());
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

  Path directory() {
    return directory;
  }

  Path log(String name) {
    return directory.resolve("logs").resolve(name + ".log");
  }

  boolean hasLog() {
    return Files.isDirectory(directory.resolve("data"));
  }

  Path writeConfiguration(DevnetOptions options, List<Rollup> rollups) {
    StringBuilder yaml = new StringBuilder("# Written by ./braid devnet at each start.\n");
    yaml.append("node: {dataDir: data}\n");
    yaml.append("http: {port: ").append(options.nodePort()).append(", corsOrigins: [\"*\"]}\n");
    yaml.append("admin: {port: ").append(options.adminPort()).append("}\n");
    yaml.append("rollups:\n");
    for (Rollup rollup : rollups) {
      yaml.append("  - {chainId: ").append(rollup.chainId());
      yaml.append(", name: rollup-").append(rollup.chainId());
      yaml.append(", client: anvil, rpc: \"").append(rollup.address()).append("\"}\n");
    }
    Path file = directory.resolve("node.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new DevnetException("cannot write " + file + ": " + e.getMessage(), e);
    }
    return file;
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
