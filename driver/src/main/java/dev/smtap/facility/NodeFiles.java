package dev.smtap.facility;

import dev.smtap.posix.FileStatus;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sections of a partition that are worth opening. Whoever is in its group can put files there,
 * so of very many only some are named: those that may be sections, the lowest IDs first.
 *
 * @param ids IDs of those, sorted
 * @param leftOut how many other files are called like sections
 */
public record NodeFiles(List<Integer> ids, int leftOut) {
  /** No more are opened by who knows no better: twice as many as a connection table can name. */
  public static final int MOST = 1_024;

  /** Of so many that cannot be read it is told why. */
  public static final int MOST_TROUBLES = 64;

  /** Looks for {@link #MOST} of them. */
  public static NodeFiles of(Facility facility) throws SystemException {
    return of(facility, MOST);
  }

  /** Looks for so many of them. */
  public static NodeFiles of(Facility facility, int most) throws SystemException {
    List<Integer> all = facility.nodeIds();
    if (all.size() <= most) {
      return new NodeFiles(all, 0);
    }
    List<Integer> some = new ArrayList<>();
    for (int id : all) {
      if (some.size() < most && mayBeSection(facility, id)) {
        some.add(id);
      }
    }
    return new NodeFiles(some, all.size() - some.size());
  }

  private static boolean mayBeSection(Facility facility, int nodeId) throws SystemException {
    return PathCalls.status(facility.node(nodeId))
        .filter(FileStatus::isRegular)
        .filter(each -> each.size() >= NodeSectionDescriptor.BYTES)
        .isPresent();
  }

  /** What is to be said of those that are left out, with what to do; empty if there are none. */
  public String remark(Facility facility) {
    return leftOut == 0
        ? ""
        : leftOut
            + " more files in "
            + facility.directory()
            + " are called like sections of nodes, and were left out; remove those that no node"
            + " has made, and those of dead nodes with 'smtap clean'";
  }
}
