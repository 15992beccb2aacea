package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.config.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * To whom a directory belongs, written before anything else is.
 *
 * @param founder whether it was made by "bootstrap", else by "join"
 * @param uuid under which a founder meets the others until the log is formed: the same after each
 *     start, so that a bootstrap that was cut short goes on among the same members
 */
record Identity(String clusterName, HostPort address, boolean founder, UUID uuid) {
  static final String FILE_NAME = "identity";
  private static final int VERSION = 1;

  static @Nullable Identity read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    return DurableFile.read(
        file,
        in -> {
          int version = in.readInt();
          if (version != VERSION) {
            throw MemberRefusedException.damaged(file, 12, "layout " + version + " is not known");
          }
          return new Identity(
              in.readUTF(),
              new HostPort(in.readUTF(), in.readInt()),
              in.readBoolean(),
              new UUID(in.readLong(), in.readLong()));
        });
  }

  /** After Hazelcast has given this member a new uuid, as it does when halves of a cluster meet. */
  Identity withUuid(UUID now) {
    return new Identity(clusterName, address, founder, now);
  }

  void write(Path directory) throws IOException {
    DurableFile.replace(
        directory.resolve(FILE_NAME),
        out -> {
          out.writeInt(VERSION);
          out.writeUTF(clusterName);
          out.writeUTF(address.host());
          out.writeInt(address.port());
          out.writeBoolean(founder);
          out.writeLong(uuid.getMostSignificantBits());
          out.writeLong(uuid.getLeastSignificantBits());
        });
  }
}
