package dev.braid.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemberKeyTest {
  @TempDir Path directory;

  @Test
  void makesAKeyWithAnEmptyDataDirectoryAndReadsItAgain() throws IOException {
    Path file = directory.resolve("data/member.key");

    PrivateKey made = MemberKey.loadOrCreate(file, true);
    PrivateKey read = MemberKey.loadOrCreate(file, false);

    assertThat(read.secret()).isEqualTo(made.secret());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(made.toString()).doesNotContain(made.secret().toHex().substring(2));
  }

  @Test
  void neverMakesAKeyBesideData() {
    Path file = directory.resolve("member.key");

    assertThatThrownBy(() -> MemberKey.loadOrCreate(file, false))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("is missing")
        .hasMessageContaining(file.toString());
    assertThat(file).doesNotExist();
  }

  @Test
  void neverMakesTheKeyOfAClustersMember() {
    Path file = directory.resolve("member.key");

    assertThatThrownBy(() -> MemberKey.load(file))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("is missing")
        .hasMessageContaining("./braid keys");
    assertThat(file).doesNotExist();
  }

  @Test
  void neverWritesOverAKey() throws IOException {
    Path file = directory.resolve("member.key");
    PrivateKey first = MemberKey.create(file);

    assertThatThrownBy(() -> MemberKey.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(MemberKey.load(file).secret()).isEqualTo(first.secret());
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws IOException {
    Path file = directory.resolve("member.key");
    MemberKey.loadOrCreate(file, true);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> MemberKey.loadOrCreate(file, false))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("open to others");
  }

  @Test
  void refusesWhatIsNoKeyWithoutShowingIt() throws IOException {
    Path file = directory.resolve("member.key");
    Files.writeString(file, "0xsecretsecret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> MemberKey.loadOrCreate(file, true))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("must hold 32 bytes as hex")
        .hasMessageNotContaining("secretsecret");
  }
}
