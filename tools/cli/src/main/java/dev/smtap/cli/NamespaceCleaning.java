package dev.smtap.cli;

import dev.smtap.global.Interception;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes from network namespaces what killed nodes of global networks left there: rules, routes
 * and settings of the kernel; and what they have written down about namespaces that are gone. What
 * living nodes need stays. Main thread.
 */
public final class NamespaceCleaning {
  /** Where {@code ip netns} keeps namespaces. */
  public static final Path NAMES = Path.of("/run/netns");

  private final Path directory;
  private final Set<Namespace.Identity> done = new HashSet<>();
  private final List<SystemException> failures = new ArrayList<>();
  private final List<Path> removed = new ArrayList<>();

  private NamespaceCleaning(Path directory) {
    this.directory = directory;
  }

  /**
   * Cleans the caller's own namespace and those that have a name, and forgets those that are gone.
   *
   * @param names the directory with the files of the latter
   * @param directory where the drivers of a namespace find each other
   */
  static NamespaceCleaning of(Path names, Path directory) {
    NamespaceCleaning cleaning = new NamespaceCleaning(directory);
    cleaning.clean(Namespace::current);
    try {
      for (Path each : named(names)) {
        cleaning.clean(() -> Namespace.parse(each.toAbsolutePath().toString()));
      }
      cleaning.forgetGone();
    } catch (SystemException e) {
      cleaning.failures.add(e);
    }
    return cleaning;
  }

  /** What failed. */
  List<SystemException> failures() {
    return failures;
  }

  /** The directories that are removed, of namespaces that are gone. */
  List<Path> removed() {
    return removed;
  }

  /** Looks for those that are there behind the directories: who starts meanwhile is among them. */
  private void forgetGone() throws SystemException {
    Set<Long> gone = Interception.namespaces(directory);
    if (gone.isEmpty()) {
      return;
    }
    gone.removeAll(PresentNamespaces.cookies());
    for (long each : gone) {
      Interception.forget(directory, each).ifPresent(removed::add);
    }
  }

  /** What is to be said of failures: one sentence if it is only that rights are lacking. */
  static List<String> sentences(List<SystemException> failures) {
    if (failures.isEmpty() || ControlCalls.geteuid() == 0) {
      return failures.stream().map(each -> String.valueOf(each.getMessage())).toList();
    }
    SystemException needsRoot =
        SystemException.because(
            "clean up after killed nodes of global networks in",
            failures.size() + (failures.size() == 1 ? " network namespace" : " network namespaces"),
            "only root may",
            "run it as root if there were such nodes");
    return List.of(String.valueOf(needsRoot.getMessage()));
  }

  private void clean(Namespace.Action<Namespace> opening) {
    Namespace opened;
    try {
      opened = opening.run();
    } catch (SystemException e) {
      if (!isOfNone(e)) {
        failures.add(e);
      }
      return;
    }
    try (opened) {
      if (done.add(opened.identity())) {
        Interception.cleanLeftovers(opened, directory);
      }
    } catch (SystemException e) {
      failures.add(e);
    }
  }

  /** Whether opening a namespace failed because the file is none, or not any more. */
  public static boolean isOfNone(SystemException failure) {
    return failure.errno() == Errno.EINVAL || failure.errno() == Errno.ENOENT;
  }

  /** The files of namespaces that have a name, by name; none if nobody has made the directory. */
  public static List<Path> named(Path names) throws SystemException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(names)) {
      files.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw SystemException.because(
          "read directory", names.toString(), String.valueOf(e.getMessage()), "run as root");
    }
    found.sort(Path::compareTo);
    return found;
  }
}
