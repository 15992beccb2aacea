package dev.braid.it.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;

/** Packs the agent from the classes of this test run. */
public final class AgentJar {
  private static final List<Class<?>> CLASSES =
      List.of(
          KillAgent.class,
          KillPoint.class,
          Calls.class,
          Trigger.class,
          EncodedDoor.class,
          EncodedDoor.Code.class,
          RoundClock.class,
          RoundClock.Code.class);

  private AgentJar() {}

  /** Writes the jar into {@code directory} and returns it. */
  public static Path write(Path directory, Class<?> agent) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Premain-Class", agent.getName());
    try {
      main.put(
          Attributes.Name.CLASS_PATH,
          ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().toURI().toString());
      Path jar = directory.resolve(agent.getSimpleName() + ".jar");
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        for (Class<?> type : CLASSES) {
          add(out, type.getName());
        }
        add(out, Trigger.class.getName() + "$Armed");
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(JarOutputStream out, String className) throws IOException {
    String entry = className.replace('.', '/') + ".class";
    out.putNextEntry(new JarEntry(entry));
    try (InputStream in = AgentJar.class.getResourceAsStream("/" + entry)) {
      if (in == null) {
        throw new IllegalStateException("no class file " + entry);
      }
      in.transferTo(out);
    }
    out.closeEntry();
  }
}
