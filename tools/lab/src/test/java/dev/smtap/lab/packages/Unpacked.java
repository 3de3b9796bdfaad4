package dev.smtap.lab.packages;

import dev.smtap.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** smtap in a Debian, put where its package puts it: for tests of the units alone. */
final class Unpacked {
  private static final Path IMAGE =
      Path.of(System.getProperty("smtap.image", "../../packaging/target/smtap")).toAbsolutePath();
  private static final Path PACKAGING = Path.of("../../packaging/src/main").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Unpacked() {}

  /** Puts it into a root that has not booted yet. */
  static void into(DebianRoot root) {
    try {
      Path archive = Files.createTempFile("smlab-", ".tar");
      try {
        String unused =
            Program.run(
                    LIMIT, List.of("tar", "-C", IMAGE.toString(), "-cf", archive.toString(), "."))
                .ok();
        root.put(archive, "/usr/lib/smtap/image.tar");
      } finally {
        Files.delete(archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String unit : List.of("smtap@.service", "smtap.service")) {
      root.put(PACKAGING.resolve("systemd").resolve(unit), "/lib/systemd/system/" + unit);
    }
    root.put(PACKAGING.resolve("systemd/sysusers.conf"), "/usr/lib/sysusers.d/smtap.conf");
    root.put(PACKAGING.resolve("systemd/tmpfiles.conf"), "/usr/lib/tmpfiles.d/smtap.conf");
    String unused =
        root.ok(
            "cd /usr/lib/smtap && tar -xf image.tar && rm image.tar"
                + " && ln -s ../lib/smtap/bin/smtap /usr/bin/smtap && systemd-sysusers");
  }

  /** A sample. */
  static Path sample(String name) {
    return PACKAGING.resolve("samples").resolve(name);
  }
}
