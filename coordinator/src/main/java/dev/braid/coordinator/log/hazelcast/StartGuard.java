package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whether a member may start from a directory. Hazelcast itself would form a new, empty log from
 * empty directories without a word.
 */
final class StartGuard {
  private StartGuard() {}

  /**
   * Who this member is; a first start writes it.
   *
   * @param batchesExist whether this node's batch store holds anything
   * @throws MemberRefusedException when it may not start
   */
  static Identity check(
      Path directory, MemberSettings settings, StartMode mode, boolean batchesExist)
      throws IOException {
    Identity found = Identity.read(directory);
    if (found != null) {
      requireOurs(directory, settings, found);
      return found;
    }
    if (hasGroups(directory)) {
      throw new MemberRefusedException(
          Reason.DAMAGED, directory + " holds parts of a log but no file " + Identity.FILE_NAME);
    }
    if (batchesExist && mode != StartMode.JOIN) {
      throw new MemberRefusedException(
          Reason.IDENTITY_LOST,
          "this node has batches, but "
              + directory
              + " does not say of which cluster it was a member: a part of its data is lost."
              + " Starting would form a new, empty log. Replace the member (join)");
    }
    if (mode == StartMode.RESTART) {
      throw new MemberRefusedException(
          Reason.NOTHING_SAID,
          directory
              + " is empty. Say --bootstrap to form a new log together with the other members,"
              + " or --join to come into one that they keep already");
    }
    Identity made =
        new Identity(
            settings.clusterName(),
            settings.self(),
            mode == StartMode.BOOTSTRAP,
            UUID.randomUUID());
    made.write(directory);
    return made;
  }

  /**
   * Refuses a directory of which a part is gone: a member that has forgotten what it promised in a
   * group would promise something else.
   */
  static void checkGroups(
      Path directory, Identity identity, DurableLogs logs, boolean batchesExist) {
    if (logs.hasLog() && !logs.memberFiles().containsLocalMemberFile()) {
      throw new MemberRefusedException(
          Reason.DAMAGED,
          directory + " is damaged: it holds the log, but not who this member was in it");
    }
    if (identity.founder() && batchesExist && !logs.hasLog()) {
      throw new MemberRefusedException(
          Reason.DAMAGED,
          directory + " is damaged: this node has batches, and the log's part of it is lost");
    }
  }

  private static void requireOurs(Path directory, MemberSettings settings, Identity found) {
    if (!found.clusterName().equals(settings.clusterName())) {
      throw foreign(directory, "cluster " + found.clusterName(), settings.clusterName());
    }
    if (!found.address().equals(settings.self())) {
      throw foreign(
          directory,
          "the member at " + found.address() + " of cluster " + found.clusterName(),
          settings.self().toString());
    }
  }

  private static MemberRefusedException foreign(Path directory, String whose, String ours) {
    return new MemberRefusedException(
        Reason.FOREIGN, directory + " belongs to " + whose + ", and this is " + ours);
  }

  private static boolean hasGroups(Path directory) throws IOException {
    Path groups = directory.resolve(DurableLogs.GROUPS);
    if (!Files.isDirectory(groups)) {
      return false;
    }
    try (Stream<Path> list = Files.list(groups)) {
      return list.findAny().isPresent();
    }
  }
}
