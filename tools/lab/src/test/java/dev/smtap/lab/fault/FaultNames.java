package dev.smtap.lab.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The named points, as the driver's sources have them: a new one cannot be forgotten. */
final class FaultNames {
  private static final Pattern CALL = Pattern.compile("FaultPoint\\.reached\\(\\s*\"([^\"]+)\"");
  private static final Path SOURCES = Path.of("../../driver/src/main/java");

  private FaultNames() {}

  /** All of them, or those that {@code -Dsmtap.test.points=REGEX} matches. */
  static List<String> all() throws IOException {
    Pattern wanted = Pattern.compile(System.getProperty("smtap.test.points", ".*"));
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher calls = CALL.matcher(Files.readString(file));
        while (calls.find()) {
          found.add(calls.group(1));
        }
      }
    }
    return found.stream().filter(each -> wanted.matcher(each).matches()).toList();
  }
}
