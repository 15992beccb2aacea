package dev.braid.coordinator.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

/** The look at the files when a store is opened: what is missing is found, and nothing else. */
final class DatabaseTest {
  private static final int COMPACTIONS = 150;

  @TempDir Path directory;

  @Test
  void takesNoFileForMissingThatACompactionRemovesMeanwhile() throws Exception {
    try (Database database = Database.open(directory, false)) {
      CompletableFuture<Void> compactions =
          CompletableFuture.runAsync(
              () -> {
                for (int done = 0; done < COMPACTIONS; done++) {
                  compact(database);
                }
              });
      Path missing = null;
      while (!compactions.isDone()) {
        Path found = database.missingFile(directory);
        missing = missing == null ? found : missing;
      }
      compactions.get();
      assertThat(missing).isNull();
    }
  }

  private static void compact(Database database) {
    try (FlushOptions now = new FlushOptions().setWaitForFlush(true)) {
      for (int file = 0; file < 2; file++) {
        database.db().put(database.handle(Family.META), Keys.FORMAT, new byte[] {1});
        database.db().flush(now, database.handle(Family.META));
      }
      database.db().compactRange(database.handle(Family.META));
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void findsAFileThatIsMissing() throws IOException, RocksDBException {
    try (Database database = Database.open(directory, false);
        Stream<Path> files = compactedFiles(database)) {
      Path table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
      Files.delete(table);
      assertThat(database.missingFile(directory)).isEqualTo(table);
    }
  }

  private Stream<Path> compactedFiles(Database database) throws IOException {
    compact(database);
    return Files.list(directory);
  }
}
