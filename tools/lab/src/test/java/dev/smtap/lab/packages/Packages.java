package dev.smtap.lab.packages;

import dev.smtap.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Packages of the image, as packaging makes them; those for Debian are kept until this process
 * ends.
 */
final class Packages {
  static final Path IMAGE =
      Path.of(System.getProperty("smtap.image", "../../packaging/target/smtap"))
          .toAbsolutePath()
          .normalize();

  /** A version after that of the image. */
  static final String NEXT_VERSION = "99.0.0";

  private static final Path SCRIPTS =
      Path.of("../../packaging/src/main/sh").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** Not compressed, which takes seconds instead of half a minute. */
  static final String QUICKLY = "-Znone";

  private static final List<Path> MADE = new ArrayList<>();

  private Packages() {}

  /** The version of the image. */
  static String version() {
    return Program.ok(IMAGE.resolve("bin/smtap").toString(), "--version").replace("smtap ", "");
  }

  /** The package of the image. */
  static synchronized Path current() {
    return made(0, version());
  }

  /** The same tree under a later version. */
  static synchronized Path next() {
    return made(1, NEXT_VERSION);
  }

  private static Path made(int index, String version) {
    while (MADE.size() <= index) {
      MADE.add(make(temporaryDirectory(), MADE.isEmpty() ? version() : version, QUICKLY));
    }
    return MADE.get(index);
  }

  private static Path temporaryDirectory() {
    try {
      Path directory = Files.createTempDirectory("smlab-deb");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    String unused = Program.ok("rm", "-r", directory.toString());
  }

  /** Makes a Debian package. */
  static Path make(Path directory, String version, String compression) {
    return madeBy("make-deb", directory, version, compression);
  }

  /** Makes an RPM package, not compressed. */
  static Path makeRpm(Path directory, String version) {
    return madeBy("make-rpm", directory, version, "w.ufdio");
  }

  private static Path madeBy(String script, Path directory, String version, String compression) {
    String name =
        Program.run(
                LIMIT,
                List.of(
                    SCRIPTS.resolve(script).toString(),
                    IMAGE.toString(),
                    directory.toString(),
                    version,
                    compression))
            .ok();
    return Path.of(name);
  }
}
