package dev.smtap.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the control group of this process may still use (cgroups(7): memory.max and memory.current
 * of version 2, from the process's group up to the root). Read when memory is reserved, which is
 * rare. Any thread.
 */
public final class MemoryLimit {
  /** Kept free for the process itself. */
  private static final long MARGIN_BYTES = 4L << 20;

  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Path GROUP = ownGroup();

  private MemoryLimit() {}

  /**
   * True when {@code bytes} more stay below the limit of every group above us, or when there is
   * none.
   */
  static boolean allows(long bytes) {
    return allows(bytes, ROOT, GROUP);
  }

  /**
   * The same of any group.
   *
   * @param root where the groups are mounted
   */
  static boolean allows(long bytes, Path root, Path own) {
    for (Path group = own; group != null && group.startsWith(root); group = group.getParent()) {
      OptionalLong limit = number(group.resolve("memory.max"));
      OptionalLong used = used(group);
      if (limit.isPresent()
          && used.isPresent()
          && used.getAsLong() + bytes + MARGIN_BYTES > limit.getAsLong()) {
        return false;
      }
    }
    return true;
  }

  private static Path ownGroup() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        if (line.startsWith("0::/")) {
          return ROOT.resolve(line.substring("0::/".length())).normalize();
        }
      }
    } catch (IOException e) {
      return ROOT;
    }
    return ROOT;
  }

  /** What is in use without the page cache of files, which the kernel gives up first. */
  private static OptionalLong used(Path group) {
    OptionalLong current = number(group.resolve("memory.current"));
    if (current.isEmpty()) {
      return current;
    }
    long cache = 0;
    for (String line : lines(group.resolve("memory.stat"))) {
      if (line.startsWith("active_file ") || line.startsWith("inactive_file ")) {
        cache += Long.parseLong(line.substring(line.indexOf(' ') + 1));
      }
    }
    return OptionalLong.of(current.getAsLong() - cache);
  }

  private static OptionalLong number(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() || lines.getFirst().equals("max")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(lines.getFirst().trim()));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
