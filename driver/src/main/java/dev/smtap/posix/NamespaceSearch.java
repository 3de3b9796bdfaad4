package dev.smtap.posix;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks for what will show the end of a namespace of which there is only a descriptor: a name as
 * {@code ip netns} has it, or else a process that lives in it. One thread.
 */
final class NamespaceSearch {
  private static final Path PROCESSES = Path.of("/proc");

  private final Namespace.Identity identity;
  private final long[] status = new long[ControlCalls.STAT_FIELDS];

  NamespaceSearch(Namespace.Identity identity) {
    this.identity = identity;
  }

  /** Whether this process was started there: it does not end while somebody can ask. */
  boolean isOwn() {
    return leadsThere(PROCESSES.resolve("self/ns/net"));
  }

  /** A name in one of these directories or a process, or {@link NamespaceSource#NONE}. */
  NamespaceSource find(List<Path> directories) {
    for (Path directory : directories) {
      NamespaceSource named = first(directory, "*", this::named);
      if (!(named instanceof NamespaceSource.Unnamed)) {
        return named;
      }
    }
    return first(PROCESSES, "[1-9]*", this::process);
  }

  /** What may be found at a path. */
  @FunctionalInterface
  private interface Attempt {
    NamespaceSource at(Path path);
  }

  private static NamespaceSource first(Path directory, String pattern, Attempt attempt) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
      for (Path each : files) {
        NamespaceSource found = attempt.at(each);
        if (!(found instanceof NamespaceSource.Unnamed)) {
          return found;
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // What nobody may read, or is not there, shows nothing.
    }
    return NamespaceSource.NONE;
  }

  private NamespaceSource named(Path path) {
    return leadsThere(path) ? new NamespaceSource.Named(path) : NamespaceSource.NONE;
  }

  private NamespaceSource process(Path directory) {
    Path namespace = directory.resolve("ns/net");
    int pid = Integer.parseInt(String.valueOf(directory.getFileName()));
    if (pid == ControlCalls.getpid() || !leadsThere(namespace)) {
      return NamespaceSource.NONE;
    }
    int fd = ControlCalls.pidfdOpen(pid);
    if (fd < 0) {
      return NamespaceSource.NONE;
    }
    FileHandle process = FileHandle.owning(fd, "process " + pid);
    // Once more: before it was opened, another may have taken its number.
    if (leadsThere(namespace)) {
      return new NamespaceSource.Process(process);
    }
    process.close();
    return NamespaceSource.NONE;
  }

  private boolean leadsThere(Path path) {
    return ControlCalls.statPath(PathCalls.terminated(path), 0, status) == 0
        && identity.isOf(status);
  }
}
