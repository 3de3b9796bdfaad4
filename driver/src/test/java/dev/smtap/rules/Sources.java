package dev.smtap.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's Java and C sources, found from the directory of this module. Any thread. */
record Sources(Path root, List<Path> files) {
  /** Sources of all modules, tests too; nothing generated. */
  static Sources ofTheProject() {
    Path root = Path.of("").toAbsolutePath().getParent();
    if (root == null || !Files.exists(root.resolve("native-shim/pom.xml"))) {
      throw new IllegalStateException("run the tests in the directory driver, not " + root);
    }
    try (Stream<Path> found = Files.walk(root)) {
      return new Sources(root, found.filter(path -> isSource(root, path)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSource(Path root, Path path) {
    String name = "/" + root.relativize(path);
    boolean written = !name.contains("/target/") && !name.contains("/.");
    return written && (name.endsWith(".java") || name.endsWith(".c") || name.endsWith(".h"));
  }

  Stream<Path> java() {
    return files.stream().filter(file -> file.toString().endsWith(".java"));
  }

  /** Java sources that are shipped. */
  Stream<Path> mainJava() {
    return java().filter(file -> file.toString().contains("/src/main/java/"));
  }

  String name(Path file) {
    return root.relativize(file).toString();
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
