package dev.braid.rollup.geth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GethBinaryTest {
  @TempDir Path root;

  @Test
  void takesTheProgramThatTheEnvironmentNamesAndNoOther() throws IOException {
    Path own = program("own/my-geth", "1.17.3");
    Path onPath = program("path/geth", "1.18.0");
    assertThat(find(own.toString(), onPath))
        .isEqualTo(new GethBinary.Found(own, new GethVersion(1, 17, 3)));
    assertThat(find(root.resolve("absent").toString(), onPath))
        .isInstanceOf(GethBinary.Missing.class);
  }

  @Test
  void passesOverAProgramThatCannotBuildFromAList() throws IOException {
    Path old = program("old/geth", "1.17.2");
    Path next = program("next/geth", "1.17.8");
    assertThat(GethBinary.find(root, Map.of("PATH", old.getParent() + ":" + next.getParent())))
        .isEqualTo(new GethBinary.Found(next, GethVersion.TESTED));
  }

  @Test
  void takesTheOneThatTheProjectInstalledWhenNoOtherWillDo() throws IOException {
    Path old = program("old/geth", "1.16.9");
    Path installed = program("coordinator/geth/bin/geth", "1.17.8");
    assertThat(find("", old)).isEqualTo(new GethBinary.Found(installed, GethVersion.TESTED));
  }

  @Test
  void saysWhatItLookedAtAndWhatToDo() throws IOException {
    Path old = program("old/geth", "1.16.9");
    assertThat(find("", old))
        .isInstanceOfSatisfying(
            GethBinary.Missing.class,
            missing ->
                assertThat(missing.why())
                    .contains("coordinator/geth/install", old.toString(), "1.16.9", "1.17.3"));
    assertThat(find(program("other", "x").toString(), old))
        .isInstanceOfSatisfying(
            GethBinary.Missing.class,
            missing -> assertThat(missing.why()).contains("BRAID_GETH", "not a geth"));
  }

  private GethBinary.Search find(String own, Path onPath) {
    return GethBinary.find(
        root, Map.of("BRAID_GETH", own, "PATH", String.valueOf(onPath.getParent())));
  }

  private Path program(String name, String version) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\necho Geth\necho 'Version: " + version + "-stable'\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
