import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats every Java source below a directory with google-java-format, or checks that it is so
 * formatted. Looks only at files that changed since the last time all were in order, which the time
 * of a stamp file tells. Run as a source file by a Java that google-java-format supports: by
 * tools/format, and by Maven's verify.
 */
final class Format {
  private Format() {}

  /** Arguments: {@code check} or {@code write}, the directory, the stamp file. */
  public static void main(String[] args) throws IOException {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    Path stamp = Path.of(args[2]);
    FileTime started = FileTime.fromMillis(System.currentTimeMillis());
    FileTime checked =
        Files.exists(stamp) ? Files.getLastModifiedTime(stamp) : FileTime.fromMillis(0);

    List<Path> wrong = changedSince(checked, root).parallel().filter(Format::isWrong).toList();
    for (Path file : wrong) {
      System.out.println((write ? "formatted " : "not formatted: ") + root.relativize(file));
      if (write) {
        Files.writeString(file, formatted(file));
      }
    }
    if (!write && !wrong.isEmpty()) {
      System.out.println("run tools/format");
      System.exit(1);
    }
    Files.createDirectories(stamp.getParent());
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, started);
  }

  private static Stream<Path> changedSince(FileTime time, Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 64, (path, _) -> isSource(root, path))) {
      return files.filter(file -> changed(file).compareTo(time) >= 0).toList().stream();
    }
  }

  private static boolean isSource(Path root, Path path) {
    String name = "/" + root.relativize(path);
    return name.endsWith(".java") && !name.contains("/target/") && !name.contains("/.");
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWrong(Path file) {
    try {
      return !formatted(file).equals(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String formatted(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      String imports = RemoveUnusedImports.removeUnusedImports(text);
      return new Formatter().formatSource(ImportOrderer.reorderImports(imports, Style.GOOGLE));
    } catch (FormatterException e) {
      throw new IOException(file + ":" + e.getMessage(), e);
    }
  }
}
