import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats every Java source of the repository, or checks it: {@code Format.java check|apply DIR}.
 *
 * <p>The formatter parses with the compiler of the JDK that it runs on, and Maven may run on an
 * older JDK than the code needs; so the build starts this file on the JDK of the toolchain.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    List<Path> wrong = new ArrayList<>();
    boolean unreadable = false;
    for (Path file : sources(root)) {
      String before = Files.readString(file);
      String after;
      try {
        after = format(before);
      } catch (FormatterException | Error e) {
        System.err.println(root.relativize(file) + ":" + e.getMessage());
        unreadable = true;
        continue;
      }
      if (!after.equals(before)) {
        wrong.add(root.relativize(file));
        if (apply) {
          Files.writeString(file, after);
        }
      }
    }
    if (!apply && !wrong.isEmpty()) {
      wrong.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println(wrong.size() + " files are not formatted; .ci/format mends them");
    }
    if (unreadable || (!apply && !wrong.isEmpty())) {
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.toList()) {
        Path src = module.resolve("src");
        if (Files.isDirectory(src)) {
          try (Stream<Path> files = Files.walk(src)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
          }
        }
      }
    }
    found.add(root.resolve(".ci/Format.java"));
    found.sort(null);
    return found;
  }

  private static String format(String source) throws FormatterException {
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    String text = RemoveUnusedImports.removeUnusedImports(source);
    text = ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE);
    text = formatter.formatSource(text);
    return StringWrapper.wrap(text, formatter);
  }
}
