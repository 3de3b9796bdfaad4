package dev.smtap.facility;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;

/**
 * Whether an ID's section is there and its node lives, found without believing what the section
 * says: also of a damaged one and of one of another format. Any thread.
 *
 * @param exists true when there is a file
 * @param alive true when its life lock is held
 * @param generation its generation if it can be read, otherwise 0
 * @param processId its process ID if it can be read, otherwise 0
 */
public record NodeState(boolean exists, boolean alive, long generation, int processId) {
  private static final NodeState ABSENT = new NodeState(false, false, 0, 0);

  /** The state of a node ID. */
  public static NodeState of(Facility facility, int nodeId) throws SystemException {
    boolean alive;
    try (FileHandle file =
        FileHandle.open(
            facility.node(nodeId).toString(),
            OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK,
            0,
            "check that you are in the group of the partition")) {
      alive = LifeLock.isHeld(file.fd());
    } catch (SystemException e) {
      if (e.errno() == Errno.ENOENT) {
        return ABSENT;
      }
      if (e.errno() == Errno.ELOOP) {
        // A symbolic link that somebody put there: no node made it, so none lives behind it.
        return new NodeState(true, false, 0, 0);
      }
      throw e;
    }
    try (NodeView view = NodeView.open(facility, nodeId)) {
      return new NodeState(true, alive, view.generation(), view.processId());
    } catch (SystemException e) {
      return new NodeState(true, alive, 0, 0);
    }
  }

  /** True when some node of the partition lives. */
  public static boolean anyAlive(Facility facility) throws SystemException {
    for (int id : facility.nodeIds()) {
      if (of(facility, id).alive()) {
        return true;
      }
    }
    return false;
  }

  /** Who that is, for an error sentence. */
  String who() {
    return processId > 0 ? "(process " + processId + ")" : "(its section cannot be read)";
  }
}
