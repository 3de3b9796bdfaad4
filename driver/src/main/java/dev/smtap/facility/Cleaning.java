package dev.smtap.facility;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes what dead nodes left in a partition. Under the start lock, so that nobody starts
 * meanwhile; the lock's file goes last, with the directory. What is removed is what was looked at,
 * whoever moves files or the directory itself meanwhile: the directory is held open, and a section
 * is put aside and looked at once more before it goes.
 *
 * @param removedNodes IDs of the dead nodes whose sections were removed
 * @param livingNodes IDs of the nodes that live
 * @param isPartitionRemoved true when nothing is left of the partition
 */
public record Cleaning(
    List<Integer> removedNodes, List<Integer> livingNodes, boolean isPartitionRemoved) {
  private static final int DIRECTORY =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

  /**
   * Removes them.
   *
   * @throws SystemException if its directory is none, such as a link that somebody put there to
   *     have other files removed
   */
  public static Cleaning of(Facility facility) throws SystemException {
    FileStatus found = facility.checkDirectory("clean");
    try (FileHandle directory = FileHandle.open(facility.directory(), DIRECTORY, 0)) {
      if (!directory.status().isSameFile(found)) {
        throw changed(facility.directory());
      }
      Facility held = new Facility(Path.of("/proc/self/fd/" + directory.fd()));
      try {
        return inTurn(held, facility, found);
      } catch (SystemException e) {
        throw e.about(held.directory(), facility.directory());
      }
    }
  }

  /**
   * Removes what is in a directory that is held open.
   *
   * @param held the partition by a path that leads there whatever becomes of its name
   * @param named the partition by its name
   */
  private static Cleaning inTurn(Facility held, Facility named, FileStatus status)
      throws SystemException {
    Optional<StartLock> lock = StartLock.takeIfThere(held);
    if (lock.isEmpty()) {
      return new Cleaning(List.of(), List.of(), false);
    }
    try (StartLock _ = lock.get()) {
      return of(held, named, status);
    }
  }

  private static Cleaning of(Facility held, Facility named, FileStatus status)
      throws SystemException {
    List<Integer> removed = new ArrayList<>();
    List<Integer> living = new ArrayList<>();
    for (int id : held.nodeIds()) {
      (isRemoved(held, id) ? removed : living).add(id);
    }
    if (living.isEmpty()) {
      removeOwnFiles(held);
    }
    boolean isEmpty = living.isEmpty() && isEmpty(held);
    return new Cleaning(removed, living, isEmpty && removeDirectory(named, status));
  }

  /** Removes a dead node's section; false if it lives. */
  private static boolean isRemoved(Facility held, int nodeId) throws SystemException {
    Path section = held.node(nodeId);
    Path aside = held.unfinished(section.getFileName() + ".dead");
    Optional<FileStatus> dead = dead(section);
    if (dead.isEmpty()) {
      return false;
    }
    PathCalls.rename(section, aside, 0);
    try {
      if (PathCalls.status(aside).filter(dead.get()::isSameFile).isEmpty()) {
        throw changed(section);
      }
      PathCalls.unlink(aside);
      return true;
    } catch (SystemException e) {
      PathCalls.rename(aside, section, OpenFlags.RENAME_NOREPLACE);
      throw e;
    }
  }

  /** What has the name of a section, if nobody living holds it. */
  private static Optional<FileStatus> dead(Path section) throws SystemException {
    try (FileHandle file = SectionFile.open(section, false)) {
      return LifeLock.isHeld(file.fd()) ? Optional.empty() : Optional.of(file.status());
    } catch (SystemException e) {
      if (e.errno() == Errno.ELOOP) {
        // A symbolic link that somebody put there: no node made it, so none lives behind it.
        return PathCalls.status(section);
      }
      throw e.errno() == Errno.ENOENT ? changed(section) : e;
    }
  }

  private static SystemException changed(Path what) {
    return SystemException.because(
        "clean", what.toString(), "somebody put another file there meanwhile", "try it again");
  }

  /** Files that smtap makes; whatever else lies there was put there by somebody. */
  private static void removeOwnFiles(Facility facility) throws SystemException {
    PathCalls.unlink(facility.common());
    for (Path unfinished : unfinished(facility)) {
      PathCalls.unlink(unfinished);
    }
    PathCalls.unlink(facility.startLock());
  }

  /** Files of nodes that have begun to start; of the living too. */
  public static List<Path> unfinished(Facility facility) throws SystemException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(facility.directory(), Facility.UNFINISHED_PATTERN)) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw Facility.unreadable(facility.directory(), e);
    }
    return found;
  }

  private static boolean isEmpty(Facility held) throws SystemException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(held.directory())) {
      return !files.iterator().hasNext();
    } catch (IOException e) {
      throw Facility.unreadable(held.directory(), e);
    }
  }

  /** By its name, if it still has that; another directory would have to be empty to go. */
  private static boolean removeDirectory(Facility named, FileStatus status) throws SystemException {
    return PathCalls.status(named.directory()).filter(status::isSameFile).isPresent()
        && PathCalls.removeDirectory(named.directory());
  }
}
