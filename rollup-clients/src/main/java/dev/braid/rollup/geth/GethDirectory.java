package dev.braid.rollup.geth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of one geth.
 *
 * <pre>
 * genesis.json   the chain's first block and rules
 * p2p.toml       no peers, no listener for them
 * jwt.hex        what a caller of the Engine API must know (mode 600)
 * data/          geth's data directory
 * initialised    data/ holds the chain of genesis.json
 * </pre>
 */
public record GethDirectory(Path path) {
  private static final int SECRET_BYTES = 32;

  /** `--port 0` opens a listener on all interfaces all the same; only this opens none. */
  private static final String NO_PEERS =
      """
      [Node.P2P]
      ListenAddr = ""
      NoDiscovery = true
      MaxPeers = 0
      """;

  public Path genesis() {
    return path.resolve("genesis.json");
  }

  public Path config() {
    return path.resolve("p2p.toml");
  }

  public Path jwtSecret() {
    return path.resolve("jwt.hex");
  }

  public Path data() {
    return path.resolve("data");
  }

  private Path mark() {
    return path.resolve("initialised");
  }

  /**
   * Writes what geth reads. A secret that is there stays: the nodes know it.
   *
   * @param genesis see {@link GethGenesis#json}
   */
  public void write(String genesis) throws IOException {
    Files.createDirectories(path);
    Files.writeString(genesis(), genesis);
    Files.writeString(config(), NO_PEERS);
    if (!Files.exists(jwtSecret())) {
      writeSecret();
    }
  }

  /**
   * False until {@link #markInitialised}: geth started on a data directory whose {@code init} did
   * not succeed would follow Ethereum's own chain, whatever its other flags say.
   */
  public boolean isInitialised() {
    return Files.exists(mark());
  }

  /** To be called when {@code geth init} has ended with 0. */
  public void markInitialised() throws IOException {
    Files.writeString(mark(), "");
  }

  /** Forgets the chain, of a geth that does not run: its next start is its first. */
  public void erase() throws IOException {
    Files.deleteIfExists(mark());
    if (Files.exists(data())) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(data())) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private void writeSecret() throws IOException {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    ByteBuffer text =
        ByteBuffer.wrap(
            (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII));
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    try (SeekableByteChannel channel =
        posix
            ? Files.newByteChannel(
                jwtSecret(),
                options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
            : Files.newByteChannel(jwtSecret(), options)) {
      while (text.hasRemaining()) {
        channel.write(text);
      }
    }
  }
}
