package dev.smtap.facility;

import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what dead nodes left in a partition. Under the start lock, so that nobody starts
 * meanwhile; the lock's file goes last, with the directory.
 *
 * @param removedNodes IDs of the dead nodes whose sections were removed
 * @param livingNodes IDs of the nodes that live
 * @param isPartitionRemoved true when nothing is left of the partition
 */
public record Cleaning(
    List<Integer> removedNodes, List<Integer> livingNodes, boolean isPartitionRemoved) {

  /**
   * Removes them.
   *
   * @throws SystemException if its directory is none, such as a link that somebody put there to
   *     have other files removed
   */
  public static Cleaning of(Facility facility) throws SystemException {
    var unused = facility.checkDirectory("clean");
    List<Integer> removed = new ArrayList<>();
    List<Integer> living = new ArrayList<>();
    try (StartLock _ = StartLock.take(facility)) {
      for (int id : facility.nodeIds()) {
        if (NodeState.of(facility, id).alive()) {
          living.add(id);
        } else {
          PathCalls.unlink(facility.node(id));
          removed.add(id);
        }
      }
      if (living.isEmpty()) {
        removeOwnFiles(facility);
      }
      return new Cleaning(removed, living, living.isEmpty() && removeDirectory(facility));
    }
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

  private static boolean removeDirectory(Facility facility) throws SystemException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(facility.directory())) {
      if (files.iterator().hasNext()) {
        return false;
      }
    } catch (IOException e) {
      throw Facility.unreadable(facility.directory(), e);
    }
    PathCalls.removeDirectory(facility.directory());
    return true;
  }
}
