package dev.smtap.lab.packages;

import dev.smtap.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Debian 12 that roots are overlaid on: made once from Debian's archive, and kept below {@link
 * #CACHE} under a key of what it is made of.
 */
final class DebianBase {
  private static final Path CACHE = Path.of("/var/cache/smtap-test");
  private static final Path SCRIPT = Path.of("src/test/sh/debian-base").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(200);
  private static final int KEY_LENGTH = 12;

  /** What is in it besides what is essential. */
  private static final List<String> PACKAGES =
      List.of(
          "systemd",
          "systemd-sysv",
          "udev",
          "dbus",
          "iproute2",
          "iputils-ping",
          "ifupdown",
          "network-manager",
          "crun",
          "openssh-server",
          "openssh-client",
          "procps",
          "man-db",
          "bash-completion",
          "zsh",
          "fish");

  private DebianBase() {}

  /** The directory; made if it is not there, which takes some 40 s. */
  static Path directory() {
    Path base = CACHE.resolve("debian12-" + key());
    try {
      Files.createDirectories(CACHE);
      try (FileChannel file =
          FileChannel.open(
              CACHE.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        FileLock lock = file.lock();
        if (!Files.isDirectory(base)) {
          make(base);
        }
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return base;
  }

  private static void make(Path base) {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), base.toString()));
    command.addAll(PACKAGES);
    String unused = Program.run(LIMIT, command).ok();
  }

  private static String key() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(SCRIPT));
      digest.update(String.join(" ", PACKAGES).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
