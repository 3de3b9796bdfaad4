package dev.smtap.cli;

import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The network namespaces that there are, by the three things that keep one (namespaces(7)): a
 * thread in it, an open file, a mount. Root in a container may not look at processes of outside;
 * what only those are in is missing here, and no driver of this side can have been there. Main
 * thread.
 */
final class PresentNamespaces {
  private static final Path PROC = Path.of("/proc");
  private static final int MOUNT_ROOT = 3;
  private static final int MOUNT_POINT = 4;

  private final long device;
  private final Set<Long> inodes = new HashSet<>();
  private final Set<Long> cookies = new HashSet<>();

  private PresentNamespaces(long device) {
    this.device = device;
  }

  /**
   * The cookies of all of them.
   *
   * @throws SystemException if the caller is not root and may not look at some process
   */
  static Set<Long> cookies() throws SystemException {
    try {
      // All files of namespaces are on one device, whatever path leads to them.
      Optional<FileStatus> own = PathCalls.statusFollowing(PROC.resolve("thread-self/ns/net"));
      PresentNamespaces present =
          new PresentNamespaces(own.orElseThrow(() -> new IOException("there is none")).device());
      present.walkProcesses();
      present.walkMounts();
      return present.cookies;
    } catch (IOException | DirectoryIteratorException e) {
      throw unknown(e);
    }
  }

  private static SystemException unknown(Exception e) {
    return SystemException.because(
        "find out which network namespaces are gone in",
        PROC.toString(),
        String.valueOf(e.getMessage()),
        "run it as root");
  }

  private void walkProcesses() throws IOException {
    for (Path process : entries(PROC, "[1-9]*")) {
      for (Path thread : entries(process.resolve("task"), "*")) {
        add(thread.resolve("ns/net"));
      }
      for (Path file : entries(process.resolve("fd"), "*")) {
        add(file);
      }
    }
  }

  /** Files in a directory; none if the process has ended, or root may not look. */
  private static List<Path> entries(Path directory, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
      files.forEach(found::add);
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (AccessDeniedException e) {
      if (ControlCalls.geteuid() != 0) {
        throw e;
      }
    }
    return found;
  }

  private void walkMounts() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("self/mountinfo"))) {
      String[] fields = line.split(" ", -1);
      if (fields.length > MOUNT_POINT && fields[MOUNT_ROOT].startsWith("net:[")) {
        add(Path.of(fields[MOUNT_POINT]));
      }
    }
  }

  private void add(Path file) throws SystemException {
    try {
      Optional<FileStatus> status = PathCalls.statusFollowing(file);
      if (status.isPresent()
          && status.get().device() == device
          && !inodes.contains(status.get().inode())) {
        cookies.add(cookie(file));
        inodes.add(status.get().inode());
      }
    } catch (SystemException e) {
      // A process that has ended, a namespace of another kind, or one that root may not look at.
      boolean mayNotLook = e.errno() == Errno.EACCES && ControlCalls.geteuid() == 0;
      if (!mayNotLook && e.errno() != Errno.ESRCH && !NamespaceCleaning.isOfNone(e)) {
        throw e;
      }
    }
  }

  private static long cookie(Path file) throws SystemException {
    try (Namespace namespace = Namespace.parse(file.toString());
        RoutingSocket socket = namespace.run(RoutingSocket::open)) {
      return socket.namespaceCookie();
    }
  }
}
