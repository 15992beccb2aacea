package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.persistence.CPMetadataStore;
import com.hazelcast.cp.internal.persistence.CPPersistenceService;
import com.hazelcast.cp.internal.raft.impl.persistence.LogFileStructure;
import com.hazelcast.cp.internal.raft.impl.persistence.RaftStateStore;
import com.hazelcast.internal.serialization.InternalSerializationService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of this member's Raft groups, one directory each, and of its place in the CP
 * subsystem.
 */
final class DurableLogs implements CPPersistenceService, AutoCloseable {
  static final String GROUPS = "groups";
  static final String LOG_GROUP = "log";
  private static final String REMOVED = ".removed";
  private static final int LOG_SEGMENT_BYTES = 8 << 20;
  private static final int SMALL_SEGMENT_BYTES = 1 << 18;

  private final Path groups;
  private final MemberFiles memberFiles;
  private final Supplier<InternalSerializationService> serialization;
  private final FlushListener listener;
  private final Consumer<Throwable> onFailure;
  private final Map<RaftGroupId, GroupStore> stores = new ConcurrentHashMap<>();
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("braid-raft-segments").factory());

  /**
   * Opens and checks everything that is there.
   *
   * @throws MemberRefusedException when it is damaged
   */
  DurableLogs(
      Path directory,
      Supplier<InternalSerializationService> serialization,
      FlushListener listener,
      Consumer<Throwable> onFailure)
      throws IOException {
    this.groups = directory.resolve(GROUPS);
    this.memberFiles = new MemberFiles(directory, onFailure);
    this.serialization = serialization;
    this.listener = listener;
    this.onFailure = onFailure;
    DurableFile.createDirectory(groups);
    boolean loaded = false;
    try {
      load();
      loaded = true;
    } finally {
      if (!loaded) {
        close();
      }
    }
  }

  private void load() throws IOException {
    for (Path path : directories()) {
      GroupDirectory directory = new GroupDirectory(path);
      GroupDirectory.Members members = directory.members();
      if (members == null) {
        if (directory.hasVoted()) {
          throw MemberRefusedException.damaged(path, 0, "the file of its members is missing");
        }
        deleteTree(path); // it was being created: nothing was promised in it
        continue;
      }
      if (!path.getFileName().toString().equals(GroupDirectory.name(members.group()))) {
        throw MemberRefusedException.damaged(path, 0, "it holds the group " + members.group());
      }
      GroupStore store = store(members.group());
      stores.put(members.group(), store);
      store.load();
    }
  }

  /** The groups that were here when this was opened, for the restore. */
  List<GroupStore> loaded() {
    return List.copyOf(stores.values());
  }

  /** Whether this member has been in the group of the log: then the cluster is formed. */
  boolean hasLog() {
    return stores.keySet().stream().anyMatch(group -> group.getName().equals(LOG_GROUP));
  }

  MemberFiles memberFiles() {
    return memberFiles;
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public CPMetadataStore getCPMetadataStore() {
    return memberFiles;
  }

  @Override
  public RaftStateStore createRaftStateStore(RaftGroupId group, @Nullable LogFileStructure unused) {
    return stores.computeIfAbsent(group, this::store);
  }

  @Override
  public void removeRaftStateStore(RaftGroupId group) {
    GroupStore store = stores.remove(group);
    try {
      if (store != null) {
        store.close();
      }
      Path path = groups.resolve(GroupDirectory.name(group));
      if (Files.isDirectory(path)) {
        Path removed = groups.resolve(path.getFileName() + REMOVED);
        deleteTree(removed);
        Files.move(path, removed, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncDirectory(groups);
        background.execute(() -> deleteLater(removed));
      }
    } catch (IOException e) {
      onFailure.accept(e);
      throw new UncheckedIOException(e);
    }
  }

  /** Hazelcast's reset forgets the log of a whole cluster: refused, nothing is deleted. */
  @Override
  public void reset() {
    throw new UnsupportedOperationException("the log is never reset");
  }

  /** Closes what is still open; everything that was flushed is durable anyway. */
  @Override
  public void close() {
    for (GroupStore store : stores.values()) {
      try {
        store.close();
      } catch (IOException e) {
        onFailure.accept(e);
      }
    }
    background.shutdown();
  }

  private GroupStore store(RaftGroupId group) {
    return new GroupStore(
        group,
        new GroupDirectory(groups.resolve(GroupDirectory.name(group))),
        group.getName().equals(LOG_GROUP) ? LOG_SEGMENT_BYTES : SMALL_SEGMENT_BYTES,
        background,
        serialization,
        listener,
        onFailure);
  }

  private List<Path> directories() throws IOException {
    try (Stream<Path> list = Files.list(groups)) {
      List<Path> found = list.filter(Files::isDirectory).sorted().toList();
      for (Path path : found) {
        if (path.getFileName().toString().endsWith(REMOVED)) {
          deleteTree(path);
        }
      }
      return found.stream().filter(Files::isDirectory).toList();
    }
  }

  private void deleteLater(Path tree) {
    try {
      deleteTree(tree);
    } catch (IOException e) {
      onFailure.accept(e);
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
